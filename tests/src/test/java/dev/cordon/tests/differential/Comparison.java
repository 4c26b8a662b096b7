// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.engine.Engine;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs cases on both machines and compares all of their memory. */
final class Comparison {
    private final Path qemu;
    final String engine;
    final Coverage coverage = new Coverage();

    /** Of QEMU and our machine with an engine, as {@link Engine#of} takes it. */
    Comparison(Path qemu, String engine) {
        this.qemu = qemu;
        this.engine = engine;
    }

    /** What the machines differ on, case by case; those that agree are not in it but count as covered. */
    Map<Program, List<Difference>> run(List<Program> programs) throws Exception {
        try (Arena arena = Arena.ofShared()) {
            return run(Recorded.of(qemu, programs, arena));
        }
    }

    /** The same of what QEMU has run already. */
    Map<Program, List<Difference>> run(Recorded recorded) throws Exception {
        try (Arena arena = Arena.ofShared()) {
            Image ours = Machines.ours(recorded.before(), arena, Engine.of(engine));
            Map<Program, List<Difference>> all = new LinkedHashMap<>();
            for (Program program : recorded.programs()) {
                List<Difference> found = Difference.of(program, ours, recorded.after());
                if (found.isEmpty()) {
                    coverage.add(program, recorded.after());
                } else {
                    all.put(program, found);
                }
            }
            return all;
        }
    }

    /** A case that differs, shrunk: what it is, its instructions, and on what the machines differ. */
    String report(Program program) throws Exception {
        Program shrunk = shrink(program);
        List<Difference> differences = run(List.of(shrunk)).getOrDefault(shrunk, List.of());
        StringBuilder text =
                new StringBuilder("case ").append(program.index).append(", ").append(program);
        for (int i = 0; i < shrunk.items.size(); i++) {
            text.append(shrunk.listing(i));
        }
        differences.forEach(difference -> text.append("\n    ").append(difference));
        return text.toString();
    }

    /** The fewest items, as far as halving and leaving out finds them, with which a case still differs. */
    Program shrink(Program program) throws Exception {
        Program smallest = program;
        for (int size = Math.max(1, smallest.items.size() / 2); ; size = Math.max(1, size / 2)) {
            boolean progress = false;
            for (int from = 0; from < smallest.items.size(); from += size) {
                List<Item> fewer = new ArrayList<>(smallest.items);
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                Program candidate = program.with(fewer);
                if (!run(List.of(candidate)).isEmpty()) {
                    smallest = candidate;
                    progress = true;
                    from -= size;
                }
            }
            if (size == 1 && !progress) {
                return smallest;
            }
        }
    }
}
