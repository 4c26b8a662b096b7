// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * A hart's IMSIC as the hart reaches it (AIA, "Incoming MSI Controller"): interrupt files, each named by a number: {@link
 * #SUPERVISOR}, {@link #MACHINE}, and those of guests as hstatus.VGEIN and hgeip number them, from 1 to {@link #guests}.
 *
 * <p>Messages are sent to it from any thread, but reach the files only in {@link #absorb}: the files change between instructions, and
 * nothing comes between the read and the write of one CSR instruction. All methods are for the hart's own thread. Whoever sends a
 * message sees to it that a hart that sleeps looks again.
 */
public interface IncomingMsiController {
    /** The file of HS-mode; bit 0 of {@link #signals}, where hgeip has nothing. */
    int SUPERVISOR = 0;
    /** The file of M-mode. */
    int MACHINE = 64;
    /** The largest number of guest files, as hgeip has 63 bits for them. */
    int MAX_GUESTS = 63;

    /** What a hart without an IMSIC has. */
    IncomingMsiController NONE = new NoIncomingMsiController();

    /** Whether there is one. */
    boolean exists();

    /** GEILEN: the number of guest files. */
    int guests();

    /** Lets all messages that have been sent take effect. Cheap if there are none. */
    void absorb();

    /** The interrupt signals of the files of HS-mode (bit 0) and of guests (bits as in hgeip). */
    long signals();

    /** The interrupt signal of the file of M-mode. */
    boolean machineSignal();

    /** What mtopei, stopei or vstopei reads: identity and priority of the top interrupt, or 0. */
    long top(int file);

    /** Clears the pending bit of the interrupt that {@link #top} reports. */
    void claim(int file);

    /**
     * Reads an indirectly accessed register.
     *
     * @param select 0x70 to 0xff, as miselect and the like number it; 0 is read if nothing is there
     */
    long read(int file, int select);

    /** Writes an indirectly accessed register; ignored if nothing is there. */
    void write(int file, int select, long value);
}
