// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Utcb;

/** What the portals of the root task say: their ids, and their messages as records. */
final class Portals {

    private Portals() {}

    /** The id of the portal {@code kind} of {@link RootPortal} that {@code domain} calls on {@code pcpu} in one of its lives. */
    static long id(int domain, int life, int pcpu, int kind) {
        return (long) life << Integer.SIZE | ((long) domain * Plan.MAXIMUM_PCPUS + pcpu) * RootPortal.COUNT + kind;
    }

    static int domain(long id) {
        return (int) id / RootPortal.COUNT / Plan.MAXIMUM_PCPUS;
    }

    static int pcpu(long id) {
        return (int) id / RootPortal.COUNT % Plan.MAXIMUM_PCPUS;
    }

    static int life(long id) {
        return (int) (id >>> Integer.SIZE);
    }

    /** The message of a call of the portal {@code id}. */
    static RunRecord record(long id, Utcb utcb) {
        int domain = domain(id);
        return switch ((int) id % RootPortal.COUNT) {
            case RootPortal.ENDED ->
                new RunRecord(RunRecord.Kind.ENDED, domain, reason(utcb.argument(0)), utcb.text(1));
            case RootPortal.FAULT ->
                new RunRecord(RunRecord.Kind.FAULTED, domain, reason(utcb.argument(0)), fault(utcb));
            default -> new RunRecord(RunRecord.Kind.LOG, domain, 0, utcb.text(0));
        };
    }

    /** A reason as the byte that a record has for it. What a caller makes up is no reason that there is. */
    private static int reason(long word) {
        return word >= 1 && word <= 255 ? (int) word : 255;
    }

    private static String fault(Utcb utcb) {
        String what = "its program failed";
        if (utcb.argument(0) == RootPortal.MEMORY_FAULT) {
            long address = utcb.argument(1); // 0 if it is not known, as of memory that was revoked
            String where = address == 0 ? "" : ", at 0x" + Long.toHexString(address);
            what = "its program touched host memory that it has no right to" + where;
        } else if (utcb.argument(0) == RootPortal.RESOURCE_FAULT) {
            what = "its program ran out of stack or heap";
        }
        return utcb.length() > 2 ? what + "\n" + utcb.text(2) : what;
    }
}
