// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The message area of a host execution context: 512 little-endian 64-bit words. Words 0 to 7 are the header; the body holds the words of a call, or the
 * registers of a vCPU at the indexes named here; the rest says which capabilities travel with a message. An index is a word index into the whole area.
 */
public final class Utcb {
    /** Words in the area. */
    public static final int WORDS = 512;
    /** Bytes in the area. */
    public static final int BYTES = WORDS * Long.BYTES;

    /** Header: how many body words a call or its reply carries (0 to {@link #MAX_LENGTH}), and in the high half how many items (0 to {@link #MAX_ITEMS}). */
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
    /** Header: when {@link Program#notified} is to be entered with no badges, in nanoseconds since power-on; 0 for never. Read when an entry ends. */
    public static final int TIMER = 7;

    /** First word of the body. */
    public static final int BODY = 8;
    /** The most words that a call can carry. */
    public static final int MAX_LENGTH = 480;

    /** Where capabilities that come with a message are put: the selector of a space ({@code SPACE_GRANT}), then the base and the order of a block there. */
    public static final int WINDOW = 488;
    /** How many items have come with the message; or less than 0, the {@link Status} for which those of a reply have not. */
    public static final int RECEIVED = 491;
    /** The first item of what is sent: the selector of a space ({@code SPACE_TAKE}), base and order of a block there, permissions, hot spot. */
    public static final int ITEMS = 492;
    /** How many words each item takes. */
    public static final int ITEM_WORDS = 5;
    /** The most items that a message can carry. */
    public static final int MAX_ITEMS = 4;

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

    /** How many body words the message carries, 0 to {@link #MAX_LENGTH}. */
    public int length() {
        return Math.clamp(word(LENGTH) << Integer.SIZE >> Integer.SIZE, 0, MAX_LENGTH);
    }

    /** Says how many body words the message carries, and that it carries no items. */
    public void length(int words) {
        word(LENGTH, Integer.toUnsignedLong(words));
    }

    /** How many items the message is said to carry. */
    public int items() {
        return (int) (word(LENGTH) >>> Integer.SIZE);
    }

    /**
     * Adds an item to the message, after {@link #length(int)}: the block of 2^{@code order} selectors at {@code base} of {@code space} is delegated with those of its
     * permissions that are in {@code permissions}, to {@code hotSpot} selectors behind the base of the receiver's window.
     *
     * @throws IndexOutOfBoundsException if it carries {@link #MAX_ITEMS} already
     */
    public void item(long space, long base, int order, int permissions, long hotSpot) {
        int at = ITEMS + items() * ITEM_WORDS;
        word(at, space);
        word(at + 1, base);
        word(at + 2, order);
        word(at + 3, Integer.toUnsignedLong(permissions));
        word(at + 4, hotSpot);
        word(LENGTH, word(LENGTH) + (1L << Integer.SIZE));
    }

    /** Says where capabilities that come with messages are put, from now on: in the block of 2^{@code order} selectors at {@code base} of {@code space}. */
    public void window(long space, long base, int order) {
        word(WINDOW, space);
        word(WINDOW + 1, base);
        word(WINDOW + 2, order);
    }

    /** How many items have come with the message, see {@link #RECEIVED}. */
    public int received() {
        return (int) word(RECEIVED);
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

    /** Copies x{@code first} to x{@code last} of the vCPU to {@code registers}, to the same places. */
    public void readGeneral(long[] registers, int first, int last) {
        MemorySegment.copy(area, WORD, (long) (X + first) * Long.BYTES, registers, first, last - first + 1);
    }

    /** Copies x{@code first} to x{@code last} of the vCPU from {@code registers}, from the same places. */
    public void writeGeneral(long[] registers, int first, int last) {
        MemorySegment.copy(registers, first, area, WORD, (long) (X + first) * Long.BYTES, last - first + 1);
    }

    /**
     * Writes {@code text} as UTF-8 into the body from word {@code index} on: a word with the number of bytes, then the bytes; cut off at the end of
     * the body. Returns the body index after it.
     */
    public int text(int index, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int room = (MAX_LENGTH - (index + 1)) * Long.BYTES;
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
        int words = length() - (index + 1);
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
