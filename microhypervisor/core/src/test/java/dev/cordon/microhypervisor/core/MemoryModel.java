// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What delegation and revocation of memory must bring about: rights to ranges of pages, each knowing the one that it was derived from. It does not foresee which calls
 * fail; it is told of those that did not.
 */
final class MemoryModel {
    record Right(int space, long page, long count, long frame, int permissions, Optional<Right> parent) {
        long end() {
            return page + count;
        }

        boolean overlaps(int otherSpace, long from, long to) {
            return space == otherSpace && page < to && from < end();
        }

        boolean derivesFrom(Right ancestor) {
            return parent.isPresent()
                    && (parent.get().equals(ancestor) || parent.get().derivesFrom(ancestor));
        }
    }

    /** Pages that are mapped to consecutive frames with the same permissions. */
    record Mapping(long page, long count, long frame, int permissions) {}

    private final List<Right> rights = new ArrayList<>();

    void root(int space, long page, long count, long frame, int permissions) {
        rights.add(new Right(space, page, count, frame, permissions, Optional.empty()));
    }

    /** A delegation was done. */
    void delegated(int from, long base, int to, long target, long count, int mask) {
        if (covered(to, target, target + count) != 0 || covered(from, base, base + count) != count) {
            throw new AssertionError("a delegation from nothing, or onto something");
        }
        for (Right parent : List.copyOf(rights)) {
            if (parent.overlaps(from, base, base + count)) {
                long first = Math.max(base, parent.page);
                long end = Math.min(base + count, parent.end());
                rights.add(new Right(
                        to,
                        target + (first - base),
                        end - first,
                        parent.frame + (first - parent.page),
                        parent.permissions & mask,
                        Optional.of(parent)));
            }
        }
    }

    private long covered(int space, long from, long to) {
        return rights.stream()
                .filter(r -> r.overlaps(space, from, to))
                .mapToLong(r -> Math.min(to, r.end()) - Math.max(from, r.page))
                .sum();
    }

    /** A revocation was done. */
    void revoked(int space, long base, long count, boolean self) {
        List<Right> named = rights.stream()
                .filter(r -> r.overlaps(space, base, base + count))
                .toList();
        rights.removeIf(r -> named.stream().anyMatch(r::derivesFrom) || (self && named.contains(r)));
    }

    /** What a space maps, in order. */
    List<Mapping> mappings(int space) {
        return merge(rights.stream()
                .filter(r -> r.space == space)
                .map(r -> new Mapping(r.page, r.count, r.frame, r.permissions))
                .toList());
    }

    /** Joins what goes on without a break. */
    static List<Mapping> merge(List<Mapping> mappings) {
        List<Mapping> merged = new ArrayList<>();
        for (Mapping next : mappings.stream()
                .sorted(Comparator.comparingLong(Mapping::page))
                .toList()) {
            Mapping last = merged.isEmpty() ? new Mapping(-1, 0, 0, 0) : merged.getLast();
            if (last.page + last.count == next.page
                    && last.frame + last.count == next.frame
                    && last.permissions == next.permissions) {
                merged.removeLast();
                merged.add(new Mapping(last.page, last.count + next.count, last.frame, last.permissions));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }
}
