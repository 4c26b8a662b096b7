// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Instruction;
import java.util.SortedMap;

/**
 * What a hart has done, in numbers. They are counted on the hart's thread without synchronization, so they are exact while it does not run, and nearly so while it does.
 *
 * @param retired instructions
 * @param translated how many of these ran as translated code
 * @param entries how often translated code was entered
 * @param sideExits how often it was left because it could not do an instruction, by that instruction
 * @param slow how often an instruction was done outside both translated code and the interpreter's loop, by instruction: with those that trap, and loads and stores that miss the TLB
 * @param dataMisses loads, stores and atomics whose page was not in the TLB, or not for this
 * @param codeMisses fetches for which code had to be looked up by page tables
 */
public record HartStatistics(
        long retired,
        long translated,
        long entries,
        SortedMap<Instruction, Long> sideExits,
        SortedMap<Instruction, Long> slow,
        long dataMisses,
        long codeMisses) {}
