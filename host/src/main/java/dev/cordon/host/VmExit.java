// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.List;

/** The message of a VM exit, and the reply to it, in words: as much as its portal lets travel. */
final class VmExit {
    private static final int A0 = 10;
    private static final int EXTENSION = 17;
    private static final int FUNCTION = 16;

    private VmExit() {}

    /** Such as {@code load guest-page fault (event 21), pc 0000000080200010, gpa 0000000010000005, htinst 00000000}. */
    static String describe(Utcb message) {
        int event = (int) message.word(Utcb.EVENT);
        List<String> parts = new ArrayList<>(List.of(name(event) + " (event " + event + ")"));
        if (has(message, RegisterGroup.PC)) {
            parts.add("pc %016x".formatted(message.word(Utcb.PC)));
        }
        if (has(message, RegisterGroup.TRAP)) {
            parts.add("stval %016x".formatted(message.word(Utcb.STVAL)));
            if (isGuestPageFault(event)) {
                long low = message.word(Utcb.STVAL) & 3;
                parts.add("gpa %016x".formatted(message.word(Utcb.HTVAL) << 2 | low));
            }
            parts.add("htinst %08x".formatted(message.word(Utcb.HTINST)));
        }
        if (event == Event.ENVIRONMENT_CALL && has(message, RegisterGroup.ARGUMENTS)) {
            parts.add("SBI extension 0x%x function %d, a0 0x%x a1 0x%x"
                    .formatted(message.x(EXTENSION), message.x(FUNCTION), message.x(A0), message.x(A0 + 1)));
        }
        return String.join(", ", parts);
    }

    /** Such as {@code run, pc 0000000080200014}. */
    static String describeReply(Utcb reply) {
        List<String> parts = new ArrayList<>();
        long next = has(reply, RegisterGroup.RUN_STATE) ? reply.word(Utcb.RUN_STATE) : Utcb.RUN;
        parts.add(next == Utcb.RUN ? "run" : next == Utcb.WAIT ? "wait" : "stop");
        if (has(reply, RegisterGroup.PC)) {
            parts.add("pc %016x".formatted(reply.word(Utcb.PC)));
        }
        if (has(reply, RegisterGroup.ARGUMENTS)) {
            parts.add("a0 0x%x a1 0x%x".formatted(reply.x(A0), reply.x(A0 + 1)));
        }
        if (has(reply, RegisterGroup.FENCE)) {
            parts.add("fence");
        }
        return String.join(", ", parts);
    }

    private static boolean has(Utcb message, int group) {
        return (message.groups() & group) != 0;
    }

    private static boolean isGuestPageFault(int event) {
        return event == Event.INSTRUCTION_GUEST_PAGE_FAULT
                || event == Event.LOAD_GUEST_PAGE_FAULT
                || event == Event.STORE_GUEST_PAGE_FAULT;
    }

    private static String name(int event) {
        return switch (event) {
            case Event.STARTUP -> "startup";
            case Event.RECALL -> "recall";
            default -> TakenTrap.exceptionName(event);
        };
    }
}
