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
 */
final class Timetable {

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
        List<Context> places = new ArrayList<>();
        places.add(place(domain, Context.Role.HANDLER, pcpu(schedule, 0)));
        for (int vcpu = 0; vcpu < guest.vcpus(); vcpu++) {
            places.add(place(domain, Context.Role.VCPU, pcpu(schedule, vcpu)));
        }
        contexts.addAll(schedule.policy().applied(places));
        dealt += schedule.pcpus().isEmpty() ? guest.vcpus() : 0;
    }

    /** A context of which is known where it runs; when, its policy says. */
    private static Context place(int domain, Context.Role role, int pcpu) {
        return new Context(domain, role, pcpu, 1, Context.MINIMUM_BUDGET);
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
        contexts.addAll(schedule.policy().applied(List.of(place(domain, Context.Role.HANDLER, pcpu))));
    }
}
