// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Guest code as JVM bytecode. A {@link dev.cordon.machine.translator.Translator} is given an address and code, and answers the bytes of a class: no state, no threads, no memory of its own.
 *
 * <p>The unit is a <em>region</em>: code with one entry and many exits, over blocks, loops and calls. The {@code RegionFormer} finds it; {@code Zones} are its
 * innermost loops and what lies between; {@code Liveness} says which registers each reads from the state, since within it they are local variables; the {@code RegionEmitter} writes its blocks and exits, the {@code InstructionEmitter}, {@code MemoryEmitter} and {@code FloatEmitter} the
 * instructions, as {@code Code} of a {@code RegionClass}. A {@code Span} is loads and stores that look at the TLB together. What instructions mean stands in {@code machine/isa}.
 *
 * <p>What a region cannot do it leaves to the interpreter, by leaving: at the exact instruction, with every result in the state.
 */
package dev.cordon.machine.translator;
