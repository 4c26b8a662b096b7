// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.Locale;
import java.util.OptionalInt;

/** A report as a table; lines end with a line feed. */
final class TcbTable {
    private final StringBuilder out = new StringBuilder();

    private TcbTable() {}

    static String text(TcbReport report) {
        TcbTable table = new TcbTable();
        table.out.append(report.core()).append('\n');
        report.guests().forEach(table::guest);
        return table.out.toString();
    }

    private void guest(GuestTcb guest) {
        out.append('\n');
        row(guest.guest(), "lines", "classes", "bytes");
        for (Ring ring : guest.rings()) {
            String title = "  ring " + ring.number() + ": " + ring.what();
            row(title, OptionalInt.of(ring.lines()), ring.classes(), ring.bytes());
            for (Room room : ring.rooms()) {
                row("    " + room.name(), room.lines(), room.classes(), room.bytes());
            }
        }
    }

    private void row(String name, OptionalInt lines, int classes, long bytes) {
        row(name, lines.isPresent() ? grouped(lines.getAsInt()) : "-", grouped(classes), grouped(bytes));
    }

    private void row(String name, String lines, String classes, String bytes) {
        out.append(String.format(Locale.ROOT, "%-52s%9s%9s%13s\n", name, lines, classes, bytes));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
