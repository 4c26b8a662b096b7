// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/**
 * Where a file of the software has been loaded.
 *
 * @param form what it was taken for
 * @param entry physical address of its first instruction
 */
public record Placement(LoadException.Part part, Form form, long entry) {
    /** What a file can be taken for. */
    public enum Form {
        /** An ELF file, which lies where it was linked to. */
        ELF,
        /** A Linux Image. */
        IMAGE,
        /** Neither: its bytes as they are. */
        FLAT
    }
}
