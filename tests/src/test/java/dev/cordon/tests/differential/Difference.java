// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Format;
import java.util.ArrayList;
import java.util.List;

/**
 * A doubleword on which the machines differ.
 *
 * @param offset in the region of the case
 * @param epc of a trap, where our machine took it
 */
record Difference(Program program, int offset, long ours, long theirs, long epc) {
    private static final long FS = 3L << 13;
    private static final int TVAL2 = 4;
    private static final int STATUS = 6;
    private static final int HSTATUS = 7;
    private static final int BREAKPOINT = 3;

    static List<Difference> of(Program program, Image ours, Image theirs) {
        List<Difference> found = new ArrayList<>();
        long base = Layout.caseAddress(program.index);
        for (int offset = Layout.LOG_END; offset < Layout.CASE_SIZE; offset += 8) {
            long mine = ours.get(base + offset);
            long other = theirs.get(base + offset);
            if (mine != other) {
                long record = base + (offset - Layout.LOG) / Layout.RECORD * (long) Layout.RECORD + Layout.LOG;
                Difference difference = new Difference(program, offset, mine, other, ours.get(record + 16));
                if (!difference.isPermitted(ours.get(record), ours.get(record + 8))) {
                    found.add(difference);
                }
            }
        }
        return found;
    }

    /** Whether it is an A bit that an AMO has set before it found that it may not write, as speculation might. */
    private boolean isSpeculative() {
        boolean amo = program.items.stream().anyMatch(item -> item.instruction().format() == Format.AMO);
        return amo && offset >= Layout.TABLES && (ours ^ theirs) == PageTables.A && (theirs & PageTables.A) != 0;
    }

    private boolean isPermitted(long level, long cause) {
        if (isSpeculative()) {
            return true;
        }
        int csr = csr();
        if (field() == STATUS) {
            csr = level == Monitor.MACHINE ? Csr.MSTATUS : level == Monitor.GUEST ? Csr.VSSTATUS : Csr.SSTATUS;
        }
        if (field() == HSTATUS && cause == BREAKPOINT) {
            csr = Csr.HSTATUS;
        }
        if (field() == TVAL2 && (cause & 0x14) != 0x14) {
            return true; // QEMU leaves what an earlier trap to HS-mode had
        }
        long bits = csr < 0
                ? 0
                : Permitted.bits(csr)
                        | (program.mode.virtual && (csr == Csr.MSTATUS || csr == Csr.SSTATUS) ? hostFloating() : 0);
        return ((ours ^ theirs) & ~bits) == 0;
    }

    /** In a guest, QEMU makes sstatus.FS dirty for what computes, but not for writes of fcsr (H, "Virtual Supervisor Status"). */
    private long hostFloating() {
        long dirty = FS | 1L << 63;
        return (ours & dirty) == dirty ? dirty : 0;
    }

    /** Which of the {@link Monitor#SAVED} CSRs it is; -1 if none. */
    int csr() {
        int index = (offset - Layout.END_CSRS) / 8;
        return offset >= Layout.END_CSRS && index < Monitor.SAVED.size() ? Monitor.SAVED.get(index) : -1;
    }

    /** Which field of a record of the log it is; -1 if none. */
    int field() {
        return offset >= Layout.LOG && offset < Layout.LOG_LIMIT ? (offset - Layout.LOG) % Layout.RECORD / 8 : -1;
    }

    private String place() {
        if (offset == Layout.LOG_END) {
            return "number of traps (" + ((ours - Layout.LOG) / Layout.RECORD) + " and "
                    + ((theirs - Layout.LOG) / Layout.RECORD) + ")";
        }
        if (offset == Layout.END_REASON) {
            return "end reason";
        }
        if (field() >= 0) {
            return "trap " + (offset - Layout.LOG) / Layout.RECORD + " "
                    + List.of("level", "cause", "epc", "tval", "tval2", "tinst", "status", "hstatus")
                            .get(field())
                    + " of "
                    + program.describe(
                            program.itemAt(epc - program.environment().window() - Layout.CODE));
        }
        if (csr() >= 0) {
            return "csr " + Csr.name(csr());
        }
        if (offset >= Layout.END_X && offset < Layout.END_F) {
            return "x" + (offset - Layout.END_X) / 8;
        }
        if (offset >= Layout.END_F && offset < Layout.END_FCSR) {
            return "f" + (offset - Layout.END_F) / 8;
        }
        if (offset >= Layout.TRACE && offset < Layout.HANDLER) {
            return "trace, " + program.describe(program.itemOfSlot((offset - Layout.TRACE) / 8));
        }
        return "memory";
    }

    @Override
    public String toString() {
        return "+0x%x %s: ours 0x%x, theirs 0x%x".formatted(offset, place(), ours, theirs);
    }
}
