// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.Delegation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;

/** The delegations of one operation, each of a block: that of {@code delegate}, or those that travel with a message. All of them are done, or none. */
final class Transfer {
    private final Delegation delegation = new Delegation();

    /** How many blocks have been prepared. */
    private int blocks;

    Transfer() {}

    /**
     * Checks that a block of the space that {@code from} gives the right to may go to that of {@code to}, and reserves it there. Unless this returns {@link Status#OK}, or if
     * it throws, {@link #undo} must follow.
     */
    int prepare(Capability from, long source, Capability to, long target, long order, long permissions) {
        if (!(from.object() instanceof CapabilitySpace gives) || !(to.object() instanceof CapabilitySpace takes)) {
            return Status.BAD_CAPABILITY;
        }
        if (!from.permits(Permission.SPACE_TAKE) || !to.permits(Permission.SPACE_GRANT)) {
            return Status.BAD_PERMISSION;
        }
        if (order < 0 || order > CapabilitySpace.MAX_ORDER || (!takes.memory() && target == 0)) {
            return Status.BAD_ARGUMENT;
        }
        blocks++;
        return switch (delegation.prepare(gives, source, takes, target, (int) order, (int) permissions)) {
            case READY -> Status.OK;
            case MALFORMED -> Status.BAD_ARGUMENT;
            case MISSING -> Status.BAD_CAPABILITY;
            case POWERLESS -> Status.BAD_PERMISSION;
            case OCCUPIED -> Status.OCCUPIED;
            case NO_MEMORY -> Status.NO_MEMORY;
        };
    }

    /** Prepares the items of the message of {@code sender} for the window of {@code receiver}, as {@link #prepare}. Reads each word once: others may be writing them. */
    int prepareItems(HostEc sender, HostEc receiver) {
        Utcb message = sender.utcb();
        int count = message.items();
        if (count == 0) {
            return Status.OK;
        }
        Utcb window = receiver.utcb();
        Capability to = Hypercall.find(receiver, window.word(Utcb.WINDOW));
        long base = window.word(Utcb.WINDOW + 1);
        long windowOrder = window.word(Utcb.WINDOW + 2);
        boolean fits = isOrder(windowOrder) && base >= 0 && count > 0 && count <= Utcb.MAX_ITEMS;
        int status = Status.OK;
        for (int i = 0; fits && status == Status.OK && i < count; i++) {
            int at = Utcb.ITEMS + i * Utcb.ITEM_WORDS;
            Capability from = Hypercall.find(sender, message.word(at));
            long order = message.word(at + 2);
            long hotSpot = message.word(at + 4);
            fits = isOrder(order) && hotSpot >= 0 && hotSpot <= (1L << windowOrder) - (1L << order);
            if (fits) {
                status = prepare(from, message.word(at + 1), to, base + hotSpot, order, message.word(at + 3));
            }
        }
        return fits ? status : Status.BAD_ARGUMENT;
    }

    private static boolean isOrder(long order) {
        return order >= 0 && order <= CapabilitySpace.MAX_ORDER;
    }

    /** Delegates what was prepared; returns how many blocks that were. */
    int commit() {
        int count = blocks;
        blocks = 0;
        delegation.commit();
        return count;
    }

    /** Takes back what was reserved. */
    void undo() {
        blocks = 0;
        delegation.undo();
    }
}
