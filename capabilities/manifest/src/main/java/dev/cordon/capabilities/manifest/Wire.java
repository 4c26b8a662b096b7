// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.Optional;

/**
 * The end of a wire: a port of a component, or a device of the machine. Written {@code component.port} or {@code
 * machine.device}.
 */
public record Wire(String component, String port) {

    /** The name that stands for the machine where a component's name could stand. */
    public static final String MACHINE = "machine";

    /** Reads {@code component.port}; empty if the text is not two names with a dot between them. */
    public static Optional<Wire> parse(String text) {
        int dot = text.indexOf('.');
        if (dot <= 0 || dot == text.length() - 1 || text.indexOf('.', dot + 1) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Wire(text.substring(0, dot), text.substring(dot + 1)));
    }

    /** Whether it ends at a device of the machine. */
    public boolean toMachine() {
        return component.equals(MACHINE);
    }

    @Override
    public String toString() {
        return component + "." + port;
    }
}
