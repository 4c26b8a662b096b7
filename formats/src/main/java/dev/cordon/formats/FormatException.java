// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

/**
 * Some bytes are not what they were taken for. The message says in one line what is wrong, in words that go into a sentence about the file, and the
 * mend if there is one.
 */
public final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A finding with its one-line {@code message}. */
    public FormatException(String message) {
        super(message, null, false, false);
    }
}
