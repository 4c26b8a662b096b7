// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.KernelObject;
import java.util.function.LongConsumer;

/**
 * An entry into the PD of the host execution context that serves it.
 *
 * @param ec who serves it
 * @param id what the program knows it by
 * @param groups the register groups that travel to the handler when an event of a vCPU enters
 */
record Portal(HostEc ec, long id, int groups) implements KernelObject {
    @Override
    public void save(LongConsumer out) {
        out.accept(id);
        out.accept(groups);
    }
}
