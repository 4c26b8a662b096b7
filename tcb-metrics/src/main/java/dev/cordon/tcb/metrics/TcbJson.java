// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report as JSON. Names need no escapes: components, folders and modules are letters, digits, and {@code - . /}. */
final class TcbJson {
    private TcbJson() {}

    static String of(TcbReport report) {
        return "{\"core\":{\"lines\":" + report.core().lines() + ",\"budget\":" + CoreBudget.LIMIT + "},\"guests\":"
                + array(report.guests(), TcbJson::of) + "}";
    }

    private static String of(GuestTcb guest) {
        return "{\"guest\":\"" + guest.guest() + "\",\"rings\":" + array(guest.rings(), TcbJson::of) + "}";
    }

    private static String of(Ring ring) {
        return "{\"ring\":" + ring.number() + ",\"what\":\"" + ring.what() + "\","
                + sizes(OptionalInt.of(ring.lines()), ring.classes(), ring.bytes())
                + ",\"rooms\":" + array(ring.rooms(), TcbJson::of) + "}";
    }

    private static String of(Room room) {
        return "{\"room\":\"" + room.name() + "\"," + sizes(room.lines(), room.classes(), room.bytes()) + "}";
    }

    /** Lines are null where the sources are not ours. */
    private static String sizes(OptionalInt lines, int classes, long bytes) {
        String count = lines.isPresent() ? Integer.toString(lines.getAsInt()) : "null";
        return "\"lines\":" + count + ",\"classes\":" + classes + ",\"bytes\":" + bytes;
    }

    private static <T> String array(List<T> elements, Function<T, String> toJson) {
        return elements.stream().map(toJson).collect(Collectors.joining(",", "[", "]"));
    }
}
