// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * An interrupt file of an IMSIC (RISC-V Advanced Interrupt Architecture, "Incoming MSI Controller"), on a hart of 64 bits.
 *
 * <p>Two sides: devices write identities into its page of memory, which are the offsets of {@link DeviceModel}; software at the hart
 * uses CSRs, which are {@link #top}, {@link #claim}, and the registers that a select CSR numbers from 0x70 to 0xff. The value {@code
 * 0x40000000} of eidelivery is not supported.
 */
public final class InterruptFile implements DeviceModel {

    /** Bytes of its page. */
    public static final long SIZE = 0x1000;

    /** The largest number of identities; every number is one less than a multiple of 64. */
    public static final int MAX_IDENTITIES = 2047;

    private static final int EIDELIVERY = 0x70;
    private static final int EITHRESHOLD = 0x72;
    private static final int EIP = 0x80;
    private static final int EIE = 0xc0;
    private static final int END = 0x100;

    private static final int SETEIPNUM_LE = 0;
    private static final int SETEIPNUM_BE = 4;

    /** The identity in the value of {@link #top}. */
    private static final int IDENTITY_SHIFT = 16;

    private final int identities;
    private boolean delivery;
    private int threshold;
    private final long[] pending;
    private final long[] enabled;

    /**
     * Creates a file with nothing pending, nothing enabled, and delivery off.
     *
     * @param identities number of identities, one less than a multiple of 64, 63 to {@link #MAX_IDENTITIES}
     */
    public InterruptFile(int identities) {
        if (identities < 63 || identities > MAX_IDENTITIES || identities % 64 != 63) {
            throw new IllegalArgumentException(identities + " identities");
        }
        this.identities = identities;
        this.pending = new long[identities / 64 + 1];
        this.enabled = new long[identities / 64 + 1];
    }

    /** Number of identities; the greatest of them. */
    public int identities() {
        return identities;
    }

    // The side of devices.

    /**
     * What a write to the page of a file asks to be made pending.
     *
     * @return an identity, of which the file may have none of that number; 0 if the write means nothing
     */
    public static int message(long offset, int size, long value) {
        if (size != Integer.BYTES) {
            return 0;
        }
        int written =
                offset == SETEIPNUM_LE ? (int) value : offset == SETEIPNUM_BE ? Integer.reverseBytes((int) value) : 0;
        return written > 0 && written <= MAX_IDENTITIES ? written : 0;
    }

    /** Makes an identity pending; ignored if there is none of that number. */
    public void receive(int identity) {
        if (identity > 0 && identity <= identities) {
            pending[identity / 64] |= 1L << identity;
        }
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        receive(message(offset, size, value));
    }

    // The side of the hart.

    /** The interrupt signal to the hart. */
    public boolean signal() {
        return delivery && first() != 0;
    }

    /** What mtopei, stopei or vstopei reads: the top interrupt's identity in bits 26:16 and again, as its priority, in 10:0; or 0. */
    public long top() {
        int identity = first();
        return (long) identity << IDENTITY_SHIFT | identity;
    }

    /** What a write to mtopei, stopei or vstopei does: clears the pending bit of what {@link #top} reports. */
    public void claim() {
        int identity = first();
        pending[identity / 64] &= ~(1L << identity);
    }

    /** The pending and enabled identity of highest priority, below the threshold; 0 if there is none. */
    private int first() {
        for (int word = 0; word < pending.length; word++) {
            long candidates = pending[word] & enabled[word];
            if (candidates != 0) {
                int identity = 64 * word + Long.numberOfTrailingZeros(candidates);
                return threshold == 0 || identity < threshold ? identity : 0;
            }
        }
        return 0;
    }

    /**
     * Reads a register that a select CSR names.
     *
     * @return the value; 0 for what is reserved, not there in 64 bits, or no number of a register at all
     */
    public long readRegister(int select) {
        if (isIn(select, EIP, EIE)) {
            int word = word(select, EIP);
            return word >= 0 ? pending[word] : 0;
        }
        if (isIn(select, EIE, END)) {
            int word = word(select, EIE);
            return word >= 0 ? enabled[word] : 0;
        }
        return switch (select) {
            case EIDELIVERY -> delivery ? 1 : 0;
            case EITHRESHOLD -> threshold;
            default -> 0;
        };
    }

    /** Writes a register that a select CSR names; ignored where {@link #readRegister} reads 0 for want of one. */
    public void writeRegister(int select, long value) {
        if (isIn(select, EIP, EIE)) {
            set(pending, word(select, EIP), value);
        } else if (isIn(select, EIE, END)) {
            set(enabled, word(select, EIE), value);
        } else if (select == EIDELIVERY) {
            delivery = (value & 1) != 0;
        } else if (select == EITHRESHOLD) {
            threshold = legalThreshold(value);
        }
    }

    /** The threshold holds as many bits as the greatest identity needs. */
    private int legalThreshold(long value) {
        return (int) value & (Integer.highestOneBit(identities) * 2 - 1);
    }

    private static boolean isIn(int select, int from, int end) {
        return select >= from && select < end;
    }

    /** The word of an array that an even register holds; -1 if there is none. */
    private int word(int select, int array) {
        int word = (select - array) / 2;
        return (select & 1) == 0 && word < pending.length ? word : -1;
    }

    private static void set(long[] bits, int word, long value) {
        if (word >= 0) {
            bits[word] = word == 0 ? value & ~1 : value; // there is no identity 0
        }
    }

    @Override
    public void save(LongConsumer writer) {
        writer.accept(delivery ? 1 : 0);
        writer.accept(threshold);
        for (int word = 0; word < pending.length; word++) {
            writer.accept(pending[word]);
            writer.accept(enabled[word]);
        }
    }

    @Override
    public void restore(LongSupplier reader) {
        delivery = (reader.getAsLong() & 1) != 0;
        threshold = legalThreshold(reader.getAsLong());
        for (int word = 0; word < pending.length; word++) {
            set(pending, word, reader.getAsLong());
            set(enabled, word, reader.getAsLong());
        }
    }
}
