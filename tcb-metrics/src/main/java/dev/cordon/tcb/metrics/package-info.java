// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How much code a guest has to trust.
 *
 * <p>The trusted computing base (TCB) of a guest is the code that could break its isolation. It lies in three rings:
 * the microhypervisor and the root task, which every guest trusts; its own VMM and the drivers that it is wired to,
 * which no other guest has to trust; and below them whatever plays the hardware. {@link
 * dev.cordon.tcb.metrics.TcbReport} measures the rings of each guest of a system on the modules that are really linked.
 * {@link dev.cordon.tcb.metrics.CoreBudget} is the promise that the innermost part stays small; the build fails when it
 * is broken.
 *
 * <p>A code line is a line with a token, after formatting; imports, package lines and module descriptors do not count,
 * nor do comments. Class files do not tell lines, so the sources are counted when this module is built.
 */
package dev.cordon.tcb.metrics;
