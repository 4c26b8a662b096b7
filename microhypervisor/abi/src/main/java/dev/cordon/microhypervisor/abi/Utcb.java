// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The message area of a host execution context: 512 little-endian 64-bit words. Words 0 to 7 are the header; the body holds the words of a call, or the
 * registers of a vCPU at the indexes named here. An index is a word index into the whole area.
 */
public final class Utcb {
    /** Words in the area. */
    public static final int WORDS = 512;
    /** Bytes in the area. */
    public static final int BYTES = WORDS * Long.BYTES;

    /** Header: how many body words a call or its reply carries (0 to {@link #MAX_LENGTH}). */
    public static final int LENGTH = 0;
    /** Header: the transfer descriptor of an event, and of the reply to it. */
    public static final int GROUPS = 1;
    /** Header: nanoseconds since power-on, at entry. */
    public static final int TIME = 2;
    /** Header: nanoseconds since the epoch, at entry. */
    public static final int TIME_OF_DAY = 3;
    /** Header: in the reply to an event, the selector of the guest space to run on ({@link RegisterGroup#GUEST_SPACE}). */
    public static final int GUEST_SPACE = 4;
    /** Header: in the reply to an event, {@link #RUN}, {@link #WAIT} or {@link #STOP} ({@link RegisterGroup#RUN_STATE}). */
    public static final int RUN_STATE = 5;
    /** Header: the number of the {@link Event} that entered the portal, or -1 in a call. */
    public static final int EVENT = 6;

    /** First word of the body. */
    public static final int BODY = 8;
    /** The most words that a call can carry. */
    public static final int MAX_LENGTH = WORDS - BODY;

    /** x0 to x31; x0 is ignored. */
    public static final int X = BODY;
    /** The guest's pc; at an exit, that of the instruction that trapped. */
    public static final int PC = 40;
    /** 0 for VU-mode, 1 for VS-mode. */
    public static final int PRIVILEGE = 41;
    /** scause of the trap. */
    public static final int SCAUSE = 42;
    /** stval of the trap. */
    public static final int STVAL = 43;
    /** htval of the trap: the guest-physical address shifted right by 2, or 0. */
    public static final int HTVAL = 44;
    /** htinst of the trap: the transformed instruction, or 0. */
    public static final int HTINST = 45;
    /** hvip: the virtual interrupts that are pending (bits 2, 6 and 10). */
    public static final int HVIP = 46;
    /** vstimecmp, in ticks of the time base. */
    public static final int VSTIMECMP = 48;
    /** htimedelta. */
    public static final int HTIMEDELTA = 49;
    /** vsstatus. */
    public static final int VSSTATUS = 50;
    /** vsie. */
    public static final int VSIE = 51;
    /** vstvec. */
    public static final int VSTVEC = 52;
    /** vsscratch. */
    public static final int VSSCRATCH = 53;
    /** vsepc. */
    public static final int VSEPC = 54;
    /** vscause. */
    public static final int VSCAUSE = 55;
    /** vstval. */
    public static final int VSTVAL = 56;
    /** vsatp. */
    public static final int VSATP = 57;
    /** hedeleg. */
    public static final int HEDELEG = 60;
    /** hideleg. */
    public static final int HIDELEG = 61;
    /** henvcfg. */
    public static final int HENVCFG = 62;
    /** hcounteren. */
    public static final int HCOUNTEREN = 63;
    /** f0 to f31. */
    public static final int F = 72;
    /** fcsr. */
    public static final int FCSR = 104;

    /** Run state: go on. */
    public static final long RUN = 0;
    /** Run state: go on when an interrupt is pending, as after WFI. */
    public static final long WAIT = 1;
    /** Run state: do not run again, until recalled. */
    public static final long STOP = 2;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment area;

    /** A view of {@code area}, which is {@link #BYTES} long and aligned to 8. */
    public Utcb(MemorySegment area) {
        this.area = area;
    }

    /** The word at {@code index} (0 to 511). */
    public long word(int index) {
        return area.getAtIndex(WORD, index);
    }

    /** Sets the word at {@code index} (0 to 511). */
    public void word(int index, long value) {
        area.setAtIndex(WORD, index, value);
    }

    /** The word {@code index} of the body of a call. */
    public long argument(int index) {
        return word(BODY + index);
    }

    /** Sets the word {@code index} of the body of a call. */
    public void argument(int index, long value) {
        word(BODY + index, value);
    }

    /** How many body words the message carries. */
    public int length() {
        return (int) word(LENGTH);
    }

    /** Says how many body words the message carries. */
    public void length(int words) {
        word(LENGTH, words);
    }

    /** The transfer descriptor: a mask of {@link RegisterGroup}. */
    public int groups() {
        return (int) word(GROUPS);
    }

    /** Sets the transfer descriptor of the reply. */
    public void groups(int mask) {
        word(GROUPS, mask);
    }

    /** Register {@code x}n of the vCPU. */
    public long x(int n) {
        return word(X + n);
    }

    /** Sets register {@code x}n of the vCPU; the reply must name its group. */
    public void x(int n, long value) {
        word(X + n, value);
    }

    /**
     * Writes {@code text} as UTF-8 into the body from word {@code index} on: a word with the number of bytes, then the bytes; cut off at the end of
     * the area. Returns the body index after it.
     */
    public int text(int index, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int room = BYTES - (BODY + index + 1) * Long.BYTES;
        int length = Math.min(bytes.length, room);
        argument(index, length);
        MemorySegment.copy(bytes, 0, area, ValueLayout.JAVA_BYTE, (long) (BODY + index + 1) * Long.BYTES, length);
        return index + 1 + (length + Long.BYTES - 1) / Long.BYTES;
    }

    /**
     * Reads what {@link #text(int, String)} wrote into a message. What does not fit into the {@link #LENGTH} of the message is cut off: the words behind it are those of
     * an earlier message, perhaps from somebody else.
     */
    public String text(int index) {
        int words = Math.clamp(word(LENGTH), 0, MAX_LENGTH) - (index + 1);
        if (words <= 0) {
            return "";
        }
        int start = (BODY + index + 1) * Long.BYTES;
        int length = Math.clamp(argument(index), 0, words * Long.BYTES);
        byte[] bytes = new byte[length];
        MemorySegment.copy(area, ValueLayout.JAVA_BYTE, start, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The memory of the area. */
    public MemorySegment area() {
        return area;
    }
}
