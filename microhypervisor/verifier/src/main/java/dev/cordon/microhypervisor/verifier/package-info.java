// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Checks that an unprivileged program keeps to a subset of Java that gives it no authority of its own.
 *
 * <p>Programs (VMMs, drivers, the root task) run in one JVM with the core. The fences between modules keep them from
 * calling the core and the machine, but the JDK itself offers files, sockets, threads, clocks and reflection to whoever
 * asks. So a program is checked before it runs, on bytecode: it may use its own classes and a list of JDK members,
 * {@code subset.txt}, that compute and nothing else. Whatever is not on the list is refused. Nor may it synchronize,
 * have native methods or finalizers, link call sites in ways of its own, or keep anything in a static field that can
 * change, because programs of one class would share it. As runs must be repeatable bit for bit in virtual time, what
 * differs between two runs of a JVM is left out too: hash codes of identity, the order of hashed collections, the
 * default locale and charset.
 *
 * <p>{@link dev.cordon.microhypervisor.verifier.Verifier} is the entry; {@code Subset} reads the list, {@code Hierarchy}
 * finds where a member is declared (an inherited method counts as its declaring class's), {@code Code} and {@code
 * Statics} hold the rules. {@link dev.cordon.microhypervisor.verifier.ProgramClasses} finds the class files of a module
 * and of those that it links.
 *
 * <p>The verifier belongs to ring 1 of every guest's TCB. It trusts the JVM's own bytecode verifier to keep types, and
 * that switch maps, which javac makes, are only read. It does not bound time or memory.
 */
package dev.cordon.microhypervisor.verifier;
