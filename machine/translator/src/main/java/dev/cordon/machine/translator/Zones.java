// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Divides a region into zones: innermost loops, and single blocks where there is no loop. Between zones registers are read from the state again, so that only what a loop uses is alive in it. HotSpot has some thirteen registers of
 * the host for the thirty-one of the guest; if all were alive everywhere, it would keep all of them in memory, also those that the innermost loop needs.
 */
final class Zones {
    private int count;

    private Zones() {}

    /** Gives each block the number of its zone. */
    static void assign(List<Block> blocks) {
        Zones zones = new Zones();
        for (List<Block> component : components(blocks)) {
            zones.divide(component, zones.count++);
        }
    }

    /** Gives blocks that reach each other a zone, but for loops among them, which have their own. */
    private void divide(List<Block> component, int zone) {
        component.forEach(block -> block.zone = zone);
        if (component.size() > 1) {
            for (List<Block> inner : components(component.subList(1, component.size()))) {
                if (isLoop(inner)) {
                    divide(inner, count++);
                }
            }
        }
    }

    private static boolean isLoop(List<Block> component) {
        return component.size() > 1 || component.getFirst().successors().contains(component.getFirst());
    }

    /** The strongly connected components of a graph: blocks that reach each other, in their order. */
    private static List<List<Block>> components(List<Block> blocks) {
        Set<Block> left = new LinkedHashSet<>(blocks);
        List<List<Block>> components = new ArrayList<>();
        while (!left.isEmpty()) {
            Block first = left.iterator().next();
            Set<Block> after = reachable(first, left);
            List<Block> component = left.stream()
                    .filter(block -> block == first
                            || (after.contains(block) && reachable(block, left).contains(first)))
                    .toList();
            components.add(component);
            component.forEach(left::remove);
        }
        return components;
    }

    /** What can be reached from a block by one edge or more, without leaving {@code all}. */
    private static Set<Block> reachable(Block from, Set<Block> all) {
        Set<Block> reached = new HashSet<>();
        Deque<Block> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (Block successor : open.remove().successors()) {
                if (all.contains(successor) && reached.add(successor)) {
                    open.add(successor);
                }
            }
        }
        return reached;
    }
}
