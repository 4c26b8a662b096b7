// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

/** A guest cannot be started as it was described. The message says in one line what is wrong, and the mend. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** A refusal with its one-line {@code message}. */
    public RefusedException(String message) {
        super(message, null, false, false);
        reason = message;
    }

    /** The message. */
    public String reason() {
        return reason;
    }
}
