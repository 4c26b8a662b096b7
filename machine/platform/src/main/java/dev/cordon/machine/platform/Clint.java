// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.DeviceModel;
import dev.cordon.machine.engine.Hart;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The core-local interruptor ({@code sifive,clint0}, or the MSWI and MTIMER devices of the RISC-V ACLINT
 * specification at their usual offsets): a software interrupt and a timer for each hart.
 *
 * <p>A timer does not go off by itself: whoever drives the harts calls {@link #poll} at the time that it answered.
 */
final class Clint implements DeviceModel {

    /** Bytes of address space. */
    static final long SIZE = 0x1_0000;

    private static final int MTIMECMP = 0x4000;
    private static final int MTIME = 0xbff8;

    private final List<Hart> harts;
    private final Mtime mtime;
    private final IntConsumer wake;

    private final boolean[] msip;
    private final long[] mtimecmp;

    /**
     * Creates the device with no interrupt pending and timers that never go off.
     *
     * @param wake told the index of a hart that has to look at its interrupts and {@link #poll} again
     */
    Clint(List<Hart> harts, Mtime mtime, IntConsumer wake) {
        this.harts = harts;
        this.mtime = mtime;
        this.wake = wake;
        this.msip = new boolean[harts.size()];
        this.mtimecmp = new long[harts.size()];
        Arrays.fill(mtimecmp, -1);
    }

    /**
     * Drives the timer line of a hart as {@code mtime} has it now.
     *
     * @return when to call again, in unsigned ticks of the clock; -1 for never
     */
    long poll(int hart) {
        boolean due = Long.compareUnsigned(mtime.time(), mtimecmp[hart]) >= 0;
        harts.get(hart).setInterrupt(Hart.MTIP, due);
        return due ? -1 : mtimecmp[hart];
    }

    @Override
    public long read(long offset, int size) {
        if (offset < 0 || offset >= SIZE) {
            return 0;
        }
        long doubleword = doubleword(offset & -8);
        return size == Long.BYTES ? doubleword : doubleword >>> (8 * (offset & 4)) & 0xffff_ffffL;
    }

    /** The aligned doubleword of registers at an offset. */
    private long doubleword(long offset) {
        if (offset == MTIME) {
            return mtime.time();
        }
        if (offset >= MTIMECMP) {
            int hart = (int) (offset - MTIMECMP) / 8;
            return hart < mtimecmp.length ? mtimecmp[hart] : 0;
        }
        int hart = (int) offset / 4;
        return softwareInterrupt(hart) | softwareInterrupt(hart + 1) << 32;
    }

    private long softwareInterrupt(int hart) {
        return hart < msip.length && msip[hart] ? 1 : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset < 0 || offset >= SIZE) {
            return;
        }
        if (offset >= MTIME) {
            writeTime(merge(mtime.time(), offset, size, value));
            return;
        }
        if (offset >= MTIMECMP) {
            int hart = (int) (offset - MTIMECMP) / 8;
            if (hart < mtimecmp.length) {
                writeTimer(hart, merge(mtimecmp[hart], offset, size, value));
            }
            return;
        }
        int hart = (int) offset / 4;
        writeSoftwareInterrupt(hart, value);
        if (size == Long.BYTES) {
            writeSoftwareInterrupt(hart + 1, value >>> 32);
        }
    }

    /** All timers, also those of the harts themselves, are to be looked at again. */
    private void writeTime(long value) {
        mtime.set(value);
        for (int hart = 0; hart < mtimecmp.length; hart++) {
            poll(hart);
            wake.accept(hart);
        }
    }

    private void writeTimer(int hart, long value) {
        mtimecmp[hart] = value;
        poll(hart);
        wake.accept(hart);
    }

    private void writeSoftwareInterrupt(int hart, long value) {
        if (hart >= msip.length) {
            return;
        }
        msip[hart] = (value & 1) != 0;
        harts.get(hart).setInterrupt(Hart.MSIP, msip[hart]);
        if (msip[hart]) {
            wake.accept(hart);
        }
    }

    /** The doubleword after a write of all or half of it. */
    private static long merge(long before, long offset, int size, long value) {
        if (size == Long.BYTES) {
            return value;
        }
        int shift = (int) (8 * (offset & 4));
        long mask = 0xffff_ffffL << shift;
        return (before & ~mask) | (value << shift & mask);
    }

    @Override
    public void save(LongConsumer writer) {
        writer.accept(mtime.time());
        for (int hart = 0; hart < msip.length; hart++) {
            writer.accept(softwareInterrupt(hart));
            writer.accept(mtimecmp[hart]);
        }
    }

    @Override
    public void restore(LongSupplier reader) {
        mtime.set(reader.getAsLong());
        for (int hart = 0; hart < msip.length; hart++) {
            writeSoftwareInterrupt(hart, reader.getAsLong());
            writeTimer(hart, reader.getAsLong());
        }
    }
}
