// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.microhypervisor.abi.Status;

/** A part of the plan cannot be built. The message says what, in one line. */
final class BuildException extends Exception {

    private static final long serialVersionUID = 1;

    BuildException(String message) {
        super(message, null, false, false);
    }

    /** Checks the status of a hypercall that {@code what} names. */
    static void demand(int status, String what) throws BuildException {
        if (status != Status.OK) {
            throw new BuildException("cannot " + what + ": " + Status.name(status));
        }
    }
}
