// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/**
 * An interrupt controller, as devices in the device tree refer to it.
 *
 * @param phandle of its node
 * @param typed whether an interrupt has a second cell, which tells its type
 */
record InterruptParent(int phandle, boolean typed) {
    private static final int LEVEL_HIGH = 4;

    /** The cells of the interrupt of a source. */
    int[] specifier(int source) {
        return typed ? new int[] {source, LEVEL_HIGH} : new int[] {source};
    }
}
