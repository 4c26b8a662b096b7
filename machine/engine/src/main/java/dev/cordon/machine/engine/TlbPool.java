// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The TLBs of one kind that a hart has: a context keeps its own for as long as it is used now and then, so switching between contexts
 * (a system call, a process switch, another guest) flushes nothing.
 */
final class TlbPool<T extends Tlb> {
    private final List<T> tlbs;

    /** By mode, that which was selected last. */
    private final List<T> recents;

    private long uses;

    /** A pool of {@code size} TLBs. */
    TlbPool(int size, Supplier<T> maker) {
        tlbs = Stream.generate(maker).limit(size).toList();
        recents = new ArrayList<>(Collections.nCopies(TranslationContext.MODES, tlbs.getFirst()));
    }

    /** The TLB of the context in which a hart is in a mode; if it has none, that which was not selected for longest becomes it. */
    T select(HartState state, int mode) {
        T recent = recents.get(mode);
        if (recent.context.is(state, mode)) { // a system call, and the way back
            recent.lastUse = ++uses;
            return recent;
        }
        T selected = search(state, mode);
        selected.lastUse = ++uses;
        recents.set(mode, selected);
        return selected;
    }

    private T search(HartState state, int mode) {
        T oldest = tlbs.getFirst();
        for (int i = 0; i < tlbs.size(); i++) { // no iterator: this may run twice a trap
            T tlb = tlbs.get(i);
            if (tlb.context.is(state, mode)) {
                return tlb;
            }
            if (tlb.lastUse < oldest.lastUse) {
                oldest = tlb;
            }
        }
        oldest.reset(TranslationContext.of(state, mode));
        return oldest;
    }

    List<T> all() {
        return tlbs;
    }

    void clear() {
        tlbs.forEach(Tlb::clear);
    }
}
