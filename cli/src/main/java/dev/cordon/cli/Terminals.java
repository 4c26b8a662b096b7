// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

/**
 * Which of the standard streams lead to a terminal. The launcher knows, and says so in the property
 * {@code cordon.terminals}, the digits of those descriptors; without it none does.
 */
final class Terminals {
    private static final String NAMED = System.getProperty("cordon.terminals", "");

    private Terminals() {}

    static boolean input() {
        return NAMED.contains("0");
    }

    static boolean output() {
        return NAMED.contains("1");
    }

    static boolean errors() {
        return NAMED.contains("2");
    }
}
