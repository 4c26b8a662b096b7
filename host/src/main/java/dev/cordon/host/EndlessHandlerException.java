// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/** A run cannot be ended in order, because a handler of one of its programs does not return. What the run held stays held. */
public final class EndlessHandlerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndlessHandlerException(String message) {
        super(message);
    }
}
