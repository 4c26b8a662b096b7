// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** The portals that the root task serves to every PD, as offsets from {@link Selectors#ROOT_PORTALS}, with their messages. */
public final class RootPortal {
    /** {@code ended(reason, text)}: word 0 is one of the reasons below, text from word 1 says more, in lines. The guest or driver has ended. */
    public static final int ENDED = 0;
    /** {@code log(text)}: text from word 0, one line, for the person who runs the system. */
    public static final int LOG = 1;
    /**
     * The fault portal, entered by the microhypervisor when it aborts an entry of the PD: word 0 is one of the fault kinds below, word 1 the host address or 0,
     * text from word 2 says more, in lines.
     */
    public static final int FAULT = 2;
    /** How many portals there are. */
    public static final int COUNT = 3;

    /** Reason: the guest powered itself off. */
    public static final long POWER_OFF = 1;
    /** Reason: the guest asked for a reboot. */
    public static final long REBOOT = 2;
    /** Reason: the guest was stopped, because it did what cannot be handled. */
    public static final long STOPPED = 3;
    /** Reason: the program could not start what it was told to; the text says why. */
    public static final long REFUSED = 4;
    /** Reason: the guest reported a failure when it shut down (SBI system reset with a reason). */
    public static final long FAILED = 5;

    /** Fault kind: host memory that is not mapped so, or was revoked. */
    public static final long MEMORY_FAULT = 1;
    /** Fault kind: any other exception. */
    public static final long PROGRAM_FAULT = 2;
    /** Fault kind: the stack or the heap ran out. */
    public static final long RESOURCE_FAULT = 3;

    private RootPortal() {}
}
