// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

/** A program that cannot be assembled. The message is one line that begins with where, if a source text is at fault. */
public final class AssemblyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    AssemblyException(String message) {
        super(message);
    }
}
