// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The TLBs of one kind that a hart has: a context keeps its own for as long as it is used now and then, so switching between contexts
 * (a system call, a process switch, another guest) flushes nothing.
 */
final class TlbPool<T extends Tlb> {
    private final List<T> tlbs;
    private long uses;

    /** A pool of {@code size} TLBs. */
    TlbPool(int size, Supplier<T> maker) {
        tlbs = Stream.generate(maker).limit(size).toList();
    }

    /** The TLB of a context; if it has none, that which was not selected for longest becomes it. */
    T select(TranslationContext context) {
        T oldest = tlbs.getFirst();
        for (T tlb : tlbs) {
            if (tlb.context.equals(context)) {
                tlb.lastUse = ++uses;
                return tlb;
            }
            if (tlb.lastUse < oldest.lastUse) {
                oldest = tlb;
            }
        }
        oldest.reset(context);
        oldest.lastUse = ++uses;
        return oldest;
    }

    List<T> all() {
        return tlbs;
    }

    void clear() {
        tlbs.forEach(Tlb::clear);
    }
}
