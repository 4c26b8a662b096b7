// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.formats.FormatException;
import java.io.Serial;

/** Software that a bare machine cannot start; the message says in one line what is wrong with it and what to do. */
public final class LoadException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the software consists of. */
    public enum Part {
        /** What starts in M-mode: firmware or a program. */
        MACHINE_MODE,
        /** What the firmware starts in S-mode. */
        KERNEL,
        /** The initial RAM file system. */
        INITRD,
        /** None of them: there is too little memory for the rest. */
        MEMORY
    }

    private final Part part;

    LoadException(Part part, String message) {
        super(message, null, false, false);
        this.part = part;
    }

    LoadException(Part part, FormatException finding) {
        this(part, String.valueOf(finding.getMessage()));
    }

    /** What it is that cannot be used. */
    public Part part() {
        return part;
    }
}
