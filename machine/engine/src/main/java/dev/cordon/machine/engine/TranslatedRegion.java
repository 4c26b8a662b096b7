// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * A region that was made, for somebody who looks on.
 *
 * @param entry the virtual address at which the hart saw its first instruction that asked for it
 * @param physical the physical address of that instruction
 * @param instructions of the guest, copies included
 * @param pages that the guest's code lies in
 * @param codeBytes of the bytecode that was made of it
 */
public record TranslatedRegion(long entry, long physical, int instructions, int pages, int codeBytes) {}
