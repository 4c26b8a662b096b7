// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.List;

/**
 * A region as a class.
 *
 * @param bytes the class file; its class extends the engine's {@code RegionEntry}
 * @param sources the code that it was made from, by page, that of the entry first
 * @param instructions how many it has, copies included
 * @param spans whether accesses share a look at the TLB somewhere
 * @param codeBytes of bytecode that the largest of its methods has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
public record Translation(byte[] bytes, List<Source> sources, int instructions, boolean spans, int codeBytes) {

    /**
     * Code of one page.
     *
     * @param displacement the address of the page less that of the entry's page
     * @param slots which of its halfwords were read, in ascending order
     * @param halfwords what they were
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Source(long displacement, short[] slots, int[] halfwords) {}
}
