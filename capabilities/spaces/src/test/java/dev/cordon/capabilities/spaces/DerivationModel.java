// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What delegation and revocation mean, said as plainly as possible: a list of rights, each knowing the one that it was derived from. */
final class DerivationModel {
    record Right(int space, long selector, int order, long frame, int permissions, Optional<Right> parent) {
        long end() {
            return selector + (1L << order);
        }

        boolean overlaps(int otherSpace, long from, long to) {
            return space == otherSpace && selector < to && from < end();
        }

        boolean derivesFrom(Right ancestor) {
            return parent.isPresent()
                    && (parent.get().equals(ancestor) || parent.get().derivesFrom(ancestor));
        }
    }

    final List<Right> rights = new ArrayList<>();

    Right root(int space, long selector, int order, long frame, int permissions) {
        Right right = new Right(space, selector, order, frame, permissions, Optional.empty());
        rights.add(right);
        return right;
    }

    /** Whether the delegation is possible; if it is, does it. */
    boolean delegate(int from, long base, int to, long target, int order, int mask) {
        long size = 1L << order;
        if (base % size != 0 || target % size != 0) {
            return false;
        }
        List<Right> made = new ArrayList<>();
        for (long page = base; page < base + size; ) {
            long at = page;
            Optional<Right> found =
                    rights.stream().filter(r -> r.overlaps(from, at, at + 1)).findFirst();
            if (found.isEmpty()) {
                return false;
            }
            Right parent = found.get();
            int permissions = parent.permissions & mask;
            if (permissions == 0 || (permissions & 3) == 2) {
                return false;
            }
            int part = Math.min(order, parent.order);
            made.add(new Right(
                    to, target + (at - base), part, parent.frame + (at - parent.selector), permissions, found));
            page += 1L << part;
        }
        if (rights.stream().anyMatch(r -> r.overlaps(to, target, target + size))) {
            return false;
        }
        rights.addAll(made);
        return true;
    }

    /** Whether the revocation is possible; if it is, does it. */
    boolean revoke(int space, long base, int order, boolean self) {
        long end = base + (1L << order);
        if (base % (1L << order) != 0
                || rights.stream().anyMatch(r -> r.overlaps(space, base, end) && r.order > order)) {
            return false;
        }
        Collection<Right> named =
                rights.stream().filter(r -> r.overlaps(space, base, end)).toList();
        rights.removeIf(r -> named.stream().anyMatch(r::derivesFrom) || (self && named.contains(r)));
        return true;
    }
}
