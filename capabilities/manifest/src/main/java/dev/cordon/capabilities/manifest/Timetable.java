// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * Who runs where and when: the contexts of a system's components, in their order, a component's handler before its vCPUs. The domain of a context is the index of
 * its component.
 *
 * <p>vCPUs are dealt to the pCPUs in turn, guest after guest; those of a guest that names its pCPUs are dealt to these. A driver lives on the first pCPU, or where it says.
 *
 * <p>A guest's VMM runs on the time of the vCPU whose exit it serves. What it does besides (it loads the guest, and takes what is typed) comes before all vCPUs of the same
 * priority. If the guest has a place, the VMM has the first {@value #MONITOR_BUDGET} microseconds of it, so that it disturbs nobody elsewhere.
 */
final class Timetable {

    /** What a VMM takes of its guest's place. */
    static final long MONITOR_BUDGET = Context.MINIMUM_BUDGET;

    private final int pcpus;
    private final List<Context> contexts = new ArrayList<>();

    /** vCPUs that have been dealt to all pCPUs. */
    private int dealt;

    private Timetable(int pcpus) {
        this.pcpus = pcpus;
    }

    /** The contexts of a system whose schedules, numbers of vCPUs and of pCPUs are possible ones each for itself. */
    static List<Context> of(SystemManifest system) {
        Timetable table = new Timetable(system.machine().pcpus());
        for (int i = 0; i < system.components().size(); i++) {
            switch (system.components().get(i)) {
                case GuestComponent guest -> table.guest(i, guest);
                case DriverComponent driver -> table.driver(i, driver.schedule());
            }
        }
        return table.contexts;
    }

    private void guest(int domain, GuestComponent guest) {
        Schedule schedule = guest.schedule();
        int first = pcpu(schedule, 0);
        int[] before = new int[pcpus]; // vCPUs of the guest, by pCPU
        contexts.add(monitor(domain, first, schedule));
        for (int vcpu = 0; vcpu < guest.vcpus(); vcpu++) {
            int pcpu = pcpu(schedule, vcpu);
            long taken = vcpu == 0 && schedule.isPlaced() ? MONITOR_BUDGET : 0;
            long place = schedule.isPlaced() ? schedule.offset() + schedule.budget() * before[pcpu]++ + taken : -1;
            contexts.add(new Context(
                    domain,
                    Context.Role.VCPU,
                    pcpu,
                    2 * schedule.priority(),
                    schedule.budget() - taken,
                    schedule.period(),
                    place));
        }
        dealt += schedule.pcpus().isEmpty() ? guest.vcpus() : 0;
    }

    private static Context monitor(int domain, int pcpu, Schedule schedule) {
        int priority = 2 * schedule.priority() + 1;
        return schedule.isPlaced()
                ? new Context(
                        domain,
                        Context.Role.HANDLER,
                        pcpu,
                        priority,
                        MONITOR_BUDGET,
                        schedule.period(),
                        schedule.offset())
                : new Context(domain, Context.Role.HANDLER, pcpu, priority, Schedule.DEFAULT_BUDGET);
    }

    private int pcpu(Schedule schedule, int vcpu) {
        List<Integer> own = schedule.pcpus();
        return own.isEmpty() ? (dealt + vcpu) % pcpus : own.get(vcpu % own.size());
    }

    /**
     * A driver takes turns with vCPUs: while a guest speaks without a pause, a driver that came first would run for every byte. So it runs when
     * the guest waits, or its time slice ends, and finds many.
     */
    private void driver(int domain, Schedule schedule) {
        int pcpu = schedule.pcpus().isEmpty() ? 0 : schedule.pcpus().getFirst();
        contexts.add(new Context(
                domain,
                Context.Role.HANDLER,
                pcpu,
                2 * schedule.priority(),
                schedule.budget(),
                schedule.period(),
                schedule.offset()));
    }
}
