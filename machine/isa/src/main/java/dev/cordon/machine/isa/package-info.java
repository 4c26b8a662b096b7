// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The instruction set: what the bits of a RISC-V program mean, without a machine to run it on.
 *
 * <p>{@link dev.cordon.machine.isa.Instruction} is the table that everything else reads: each constant has a {@link
 * dev.cordon.machine.isa.Format}, which is a mask and a list of {@link dev.cordon.machine.isa.Operand}s. {@link
 * dev.cordon.machine.isa.Decoder} finds the constant for a word, {@link dev.cordon.machine.isa.Compressed} turns a
 * halfword into a word, and {@link dev.cordon.machine.isa.Operands} reads the fields of a word.
 *
 * <p>What integer instructions compute is one small pure static method each, named by the mnemonic, in {@link
 * dev.cordon.machine.isa.Alu}, {@link dev.cordon.machine.isa.Branch}, {@link dev.cordon.machine.isa.MulDiv}, {@link
 * dev.cordon.machine.isa.Bits} and {@link dev.cordon.machine.isa.Amo}: every engine calls these, so that there is one
 * definition.
 *
 * <p>{@link dev.cordon.machine.isa.Assembler} and {@link dev.cordon.machine.isa.Disassembler} go between words and
 * assembly language, with the names of {@link dev.cordon.machine.isa.Register} and {@link dev.cordon.machine.isa.Csr}.
 * {@link dev.cordon.machine.isa.Isa} says which extensions a hart claims to have.
 *
 * <p>All of it but the assembler is immutable or stateless, and safe from any thread.
 */
package dev.cordon.machine.isa;
