// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** What stands where in the object space of a new PD. Selector 0 is always empty. What a PD was not given is simply not there. */
public final class Selectors {
    /** The PD itself ({@code PD_CREATE} at least). */
    public static final long PD = 1;
    /** Its object space. */
    public static final long OBJECT_SPACE = 2;
    /** Its host space. */
    public static final long HOST_SPACE = 3;
    /** Its first execution context, on which {@link Program#init} runs. */
    public static final long MAIN_EC = 4;
    /** The notification that is bound to its first execution context. */
    public static final long MAIN_NOTIFICATION = 5;
    /** The portals of the root task, at this selector + {@link RootPortal}; on the pCPU of the first execution context. */
    public static final long ROOT_PORTALS = 8;
    /** The interrupt lines that the PD was given; which is where stands in its {@link BootInfo}. In the root task: at this selector + line number. */
    public static final long INTERRUPTS = 256;
    /** The notifications of the peers of its ports, in the order in which {@link BootInfo} lists the ports. */
    public static final long PEERS = 512;
    /** The devices that master the bus, in the root task: at this selector + position in its {@link BootInfo}. */
    public static final long DEVICES = 768;
    /** From here on the object space is the program's own. */
    public static final long FREE = 4096;

    private static final long VCPUS = 1024;
    private static final long CONTEXTS = 1280;
    private static final long CONTEXT_SELECTORS = 4;
    private static final long EVENTS = 2048;

    private Selectors() {}

    /** vCPU {@code number} of a VMM's guest, from 0 ({@code EC_CONTROL}). The root task makes it and gives it time. */
    public static long vcpu(int number) {
        return VCPUS + number;
    }

    /** The event base of that vCPU: the VMM puts its portals there. */
    public static long events(int number) {
        return EVENTS + (long) number * Event.COUNT;
    }

    /** The execution context of a VMM that serves its guest's vCPUs on {@code pcpu}, if its first one is elsewhere. */
    public static long context(int pcpu) {
        return CONTEXTS + pcpu * CONTEXT_SELECTORS;
    }

    /** The portals of the root task on {@code pcpu}, for {@link #context}: at this selector + {@link RootPortal}. */
    public static long rootPortals(int pcpu) {
        return context(pcpu) + 1;
    }
}
