// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/**
 * The numbers of event portals. A vCPU that exits enters the portal at selector {@code event base + event} in the object space of its PD. Synchronous
 * exceptions use their cause number (RISC-V privileged specification, table of {@code scause}), so 10 is an environment call from VS-mode, 20, 21
 * and 23 are instruction, load and store guest-page faults, and 22 is a virtual instruction.
 */
public final class Event {
    /** Environment call from VS-mode. */
    public static final int ENVIRONMENT_CALL = 10;
    /** Instruction guest-page fault. */
    public static final int INSTRUCTION_GUEST_PAGE_FAULT = 20;
    /** Load guest-page fault. */
    public static final int LOAD_GUEST_PAGE_FAULT = 21;
    /** Virtual instruction. */
    public static final int VIRTUAL_INSTRUCTION = 22;
    /** Store or AMO guest-page fault. */
    public static final int STORE_GUEST_PAGE_FAULT = 23;
    /** The vCPU runs for the first time: the reply gives it its registers and its guest space. */
    public static final int STARTUP = 32;
    /** The vCPU was recalled. */
    public static final int RECALL = 33;
    /** How many selectors a vCPU's event portals take, from its event base on. */
    public static final int COUNT = 64;

    private Event() {}
}
