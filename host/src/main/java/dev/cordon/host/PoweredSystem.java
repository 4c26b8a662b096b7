// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@link Drive} drives.
 *
 * @param consoles the host's end of the console line
 * @param over completed when the run has ended: with true if it was ended from outside
 */
record PoweredSystem(
        Machine machine, Microhypervisor microhypervisor, ConsoleLine consoles, CompletableFuture<Boolean> over) {}
