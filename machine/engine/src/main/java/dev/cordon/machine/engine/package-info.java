// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * One RISC-V hart: the instructions of {@code machine/isa} at work on a state, in all modes and through both stages of translation.
 *
 * <p>A {@link dev.cordon.machine.engine.Hart} is hardware, a {@link dev.cordon.machine.engine.HartState} what software sees of it; the core lets several states take
 * turns on one hart. {@code Hart.run} goes round one loop: look at interrupts, then run a burst of instructions.
 *
 * <p>A burst alternates between two worlds. The fast one is the {@code Interpreter}, which goes from one {@code MicroOp} to the next: objects that execute themselves, made by the
 * {@code Predecoder}, kept by physical page in the {@code CodeCache} and found by address in the {@code CodeTlb}. They touch registers, memory that the {@code DataTlb} knows, and nothing
 * else. What they cannot do, they answer with null and have changed nothing: then the {@code ExecutionUnit} does that one instruction with care, through the unit that knows it ({@code
 * LoadStoreUnit}, {@code AtomicUnit}, {@code CsrUnit}, {@code FloatUnit}, {@code SystemUnit} ...), or a {@code Trap} is filled in and the {@code Delegation} says where it goes. Addresses are translated by
 * the {@code Mmu}, which knows no cache; {@code MemoryUnit} and {@code FetchUnit} fill the TLBs from it. What an instruction changes about its hart (its mode, its interrupts, its timers) it tells the
 * hart, whose loop looks again; what it makes the hart forget is in its {@code Caches}. The {@code CsrTable} says what each CSR is, {@code Csrs} have what of it is in the hart.
 *
 * <p>Code that has run often becomes a {@code Region}: the {@code Engine} has {@code machine/translator} make a class of it, the hart's {@code Tiering} puts a {@code RegionEntry} where it begins, and the interpreter calls it. A
 * region does what the interpreter does fast, faster, and leaves all else to it (docs/engine.md).
 *
 * <p>Instructions are counted exactly: a burst never runs past a deadline, and a trap is taken before its instruction has changed anything.
 */
package dev.cordon.machine.engine;
