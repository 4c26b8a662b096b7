// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * One RISC-V hart: it runs a {@link HartState} against RAM and a bus. It owns what hardware would keep beside the architectural
 * state: address-translation caches, decoded code and the external interrupt lines.
 *
 * <p>Only the hart's own thread calls {@link #run} and the flushes; {@link #kick} and {@link #setInterrupt} may come from any thread.
 */
public final class Hart {
    /** Line of the machine software interrupt. */
    public static final int MSIP = 3;
    /** Line of the machine timer interrupt. */
    public static final int MTIP = 7;
    /** Line of the supervisor external interrupt. */
    public static final int SEIP = 9;
    /** Line of the machine external interrupt. */
    public static final int MEIP = 11;

    /** A hart that is reset and has nothing cached; {@code id} is its mhartid. */
    public Hart(int id, Ram ram, Bus bus, Clock clock, TrapRouting routing) {}

    /** The mhartid. */
    public int id() {
        return 0;
    }

    /** Instructions that this hart has retired, over all states it has run. */
    public long retired() {
        return 0;
    }

    /**
     * Runs until {@code state.retired == deadline} exactly, or until there is another reason to return.
     *
     * @param deadline a value of {@link HartState#retired}, not below the current one
     */
    public Exit run(HartState state, long deadline) {
        return Exit.KICK;
    }

    /** Makes {@link #run} return {@link Exit#KICK} soon, or at once when it is called next. Any thread. */
    public void kick() {}

    /** Sets the level of an external interrupt line, {@link #MSIP}, {@link #MTIP}, {@link #SEIP} or {@link #MEIP}. Any thread. */
    public void setInterrupt(int line, boolean level) {}

    /**
     * Whether WFI would not wait: an interrupt that the state enables individually (mie, or hie and vsie) is pending, whatever the
     * global enables say.
     */
    public boolean wakes(HartState state) {
        return false;
    }

    /** The time at which a timer of the state (stimecmp, vstimecmp) next becomes pending, in unsigned {@link Clock#time()} ticks; -1 if never. */
    public long nextTimer(HartState state) {
        return -1;
    }

    /** Forgets every cached translation, and makes this hart see all code in memory as it is now. */
    public void flushAll() {}

    /** Forgets the translations of all guest-physical addresses of one VMID, and those combined from them; code as {@link #flushAll}. */
    public void flushGuest(int vmid) {}

    /** As {@link #flushGuest(int)}, for one guest-physical page at least. */
    public void flushGuest(int vmid, long guestPhysicalAddress) {}

    /** FENCE.I from Java: instructions fetched from now on are what memory holds now. */
    public void fenceInstructions() {}
}
