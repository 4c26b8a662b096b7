// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

/** What a wire can carry. A use can be wired to a port of its own type only. */
enum PortType {
    /** The registers and the interrupt of a 16550 UART. */
    UART("uart"),
    /** A console of one's own, both ways. */
    CONSOLE_PORT("console-port");

    private final String word;

    PortType(String word) {
        this.word = word;
    }

    /** Its name in manifests. */
    String word() {
        return word;
    }
}
