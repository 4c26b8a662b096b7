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
    /** The vCPUs of a VMM's guest, in order ({@code EC_CONTROL}). They are made and given time by the root task. */
    public static final long VCPUS = 1024;
    /** The event base of the first vCPU; those of the others follow at intervals of {@link Event#COUNT}. The VMM puts its portals there. */
    public static final long EVENTS = 2048;
    /** From here on the object space is the program's own. */
    public static final long FREE = 4096;

    private Selectors() {}
}
