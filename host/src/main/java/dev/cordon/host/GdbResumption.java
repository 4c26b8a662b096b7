// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.host.GdbTarget.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what harts are to do out of the packets that let them run: vCont, and c, C, s, S of old. */
final class GdbResumption {
    private static final String THREAD = "-1|[0-9a-f]{1,4}";
    private static final Pattern ACTION = Pattern.compile(";(?:([cs])|[CS]([0-9a-f]{2}))(?::(" + THREAD + "))?");
    private static final Pattern ACTIONS = Pattern.compile("vCont((?:" + ACTION.pattern() + ")+)");
    private static final Pattern OLD = Pattern.compile("(?:[cs]|[CS][0-9a-f]{2};?)([0-9a-f]{1,16})?");

    private GdbResumption() {}

    /** The order for each of so many harts in a vCont packet; empty if it is malformed. Signals are not delivered. */
    static Optional<List<Order>> actions(String packet, int harts) {
        if (!ACTIONS.matcher(packet).matches()) {
            return Optional.empty();
        }
        List<Order> orders = new ArrayList<>(Collections.nCopies(harts, Order.HOLD));
        boolean[] told = new boolean[harts];
        Matcher action = ACTION.matcher(packet);
        while (action.find()) {
            boolean steps = Character.toLowerCase(action.group().charAt(1)) == 's';
            String thread = action.group(3);
            for (int hart = 0; hart < harts; hart++) {
                if (!told[hart] && concerns(thread, hart)) {
                    told[hart] = true;
                    orders.set(hart, steps ? Order.STEP : Order.CONTINUE);
                }
            }
        }
        return Optional.of(orders);
    }

    /** Whether a thread of a packet, null if it has none, is this hart, or all. */
    private static boolean concerns(@org.jspecify.annotations.Nullable String thread, int hart) {
        return thread == null || thread.equals("-1") || Integer.parseInt(thread, 16) == hart + 1;
    }

    /** The orders of c, C, s or S, which steps one hart alone; empty if the packet is malformed. */
    static Optional<List<Order>> old(String packet, int hart, int harts) {
        if (!OLD.matcher(packet).matches()) {
            return Optional.empty();
        }
        if (Character.toLowerCase(packet.charAt(0)) == 'c') {
            return Optional.of(Collections.nCopies(harts, Order.CONTINUE));
        }
        List<Order> orders = new ArrayList<>(Collections.nCopies(harts, Order.HOLD));
        orders.set(hart, Order.STEP);
        return Optional.of(orders);
    }

    /** The address at which c, C, s or S goes on; empty if where the hart is. */
    static Optional<Long> address(String packet) {
        Matcher matcher = OLD.matcher(packet);
        return matcher.matches() && matcher.group(1) != null
                ? Optional.of(Long.parseUnsignedLong(matcher.group(1), 16))
                : Optional.empty();
    }
}
