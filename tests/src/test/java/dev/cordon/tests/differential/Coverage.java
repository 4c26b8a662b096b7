// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the cases have shown: for each row of the decoder, compressed form, CSR and cause, and each mode, how often. An instruction
 * counts as done if the store of its result after it has reached the trace, and as trapped if a record of the log names it; a cause
 * counts if it is in a record of the log.
 */
final class Coverage {
    private final Map<String, Integer> seen = new TreeMap<>();

    /** Counts what a case shows in memory after the run. */
    void add(Program program, Image image) {
        long base = Layout.caseAddress(program.index);
        long code = program.environment().window() + Layout.CODE;
        List<Long> traps = new ArrayList<>();
        for (long record = base + Layout.LOG;
                record < base + image.get(base + Layout.LOG_END);
                record += Layout.RECORD) {
            int level = (int) image.get(record);
            count(cause(level, image.get(record + 8)));
            if (image.get(record + 8) >= 0) {
                traps.add(image.get(record + 16) - code);
            }
        }
        for (int i = 0; i < program.items.size(); i++) {
            Item item = program.items.get(i);
            boolean trapped = traps.contains((long) program.offsets.get(i) + item.at());
            boolean traced = image.get(base + Layout.TRACE + 8L * program.slots.get(i)) != Layout.FILLER;
            boolean marked = traced || traps.contains((long) program.marks.get(i));
            if (trapped || marked) {
                add(program.mode, item, !trapped);
            }
        }
        count(program.environment().shape());
    }

    private void add(Mode mode, Item item, boolean done) {
        Instruction row = item.instruction();
        count(row(row, mode, done));
        if (Compressed.isCompressed(item.bits()) && done) {
            count(form(item.bits(), row, mode));
        }
        switch (row) {
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> {
                boolean writes =
                        row == Instruction.CSRRW || row == Instruction.CSRRWI || (item.bits() >>> 15 & 31) != 0;
                count(csr(item.bits() >>> 20, mode, done, writes));
            }
            default -> {}
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private boolean has(String what) {
        return seen.containsKey(what);
    }

    private static String row(Instruction row, Mode mode, boolean done) {
        return "row " + row.mnemonic() + " in " + mode + (done ? " done" : " trapped");
    }

    private static String csr(int number, Mode mode, boolean done, boolean writes) {
        return "csr " + Csr.name(number) + " in " + mode + (done ? writes ? " written" : " read" : " trapped");
    }

    private static String cause(int level, long cause) {
        return (cause < 0 ? "interrupt " : "exception ") + (cause & Long.MAX_VALUE) + " in "
                + List.of("", "M", "HS", "VS").get(level);
    }

    /** A compressed form: quadrant, funct3 and what it expands to. */
    private static String form(int bits, Instruction row, Mode mode) {
        return "form " + (bits & 3) + "." + (bits >>> 13 & 7) + " " + row.mnemonic() + " in " + mode;
    }

    /** How often each kind of thing was seen, and of how many different ones. */
    String summary() {
        Map<String, long[]> kinds = new TreeMap<>();
        seen.forEach((what, times) -> {
            long[] sums = kinds.computeIfAbsent(what.substring(0, what.indexOf(' ')), kind -> new long[2]);
            sums[0]++;
            sums[1] += times;
        });
        StringBuilder text = new StringBuilder();
        kinds.forEach(
                (kind, sums) -> text.append("  %-10s %5d different, %7d times%n".formatted(kind, sums[0], sums[1])));
        return text.toString();
    }

    /** Everything that was seen, line by line. */
    String table() {
        StringBuilder text = new StringBuilder();
        seen.forEach(
                (what, times) -> text.append(what).append(": ").append(times).append('\n'));
        return text.toString();
    }

    /** What should have been seen, and was not. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(
                Wanted.CAUSES.stream().filter(cause -> !has(cause)).toList());
        for (Mode mode : Mode.values()) {
            for (Instruction row : Instruction.values()) {
                String want = row(row, mode, Wanted.isDone(row, mode));
                if (!has(want) && !Wanted.isExempt(row, mode)) {
                    missing.add(want);
                }
            }
            forms(mode).stream().filter(form -> !has(form)).forEach(missing::add);
            Environment.shapes(mode).stream().filter(shape -> !has(shape)).forEach(missing::add);
        }
        missing.addAll(missingCsrs());
        return missing;
    }

    private static List<String> forms(Mode mode) {
        Map<String, String> forms = new TreeMap<>();
        for (int half = 0; half < 1 << 16; half++) {
            if (Compressed.isCompressed(half)) {
                Instruction row = Decoder.decode(Compressed.expand(half));
                if (row != Instruction.ILLEGAL && row != Instruction.EBREAK) {
                    forms.putIfAbsent(form(half, row, mode), "");
                }
            }
        }
        return List.copyOf(forms.keySet());
    }

    /** Each CSR that is there in M-mode is accessed in every mode, and written in M-mode if its number lets it. */
    private List<String> missingCsrs() {
        List<String> missing = new ArrayList<>();
        for (int csr = 0; csr < 4096; csr++) {
            if (!has(csr(csr, Mode.M, true, false))) {
                continue;
            }
            for (Mode mode : Mode.values()) {
                if (!has(csr(csr, mode, true, false)) && !has(csr(csr, mode, false, false))) {
                    missing.add("csr " + Csr.name(csr) + " in " + mode);
                }
            }
            if (!Csr.isReadOnly(csr) && !has(csr(csr, Mode.M, true, true))) {
                missing.add(csr(csr, Mode.M, true, true));
            }
        }
        return missing;
    }
}
