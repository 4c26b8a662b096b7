// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The Goldfish real-time clock ({@code google,goldfish-rtc}): nanoseconds since the epoch, with one alarm.
 *
 * <p>All registers are 32 bits wide. Reading {@code TIME_LOW} latches the upper half for {@code TIME_HIGH}; writing
 * {@code ALARM_LOW} arms the alarm with the upper half written before. Software may set the time, which moves this
 * device's clock against the host's.
 */
public final class GoldfishRtc implements DeviceModel {

    /** Bytes of address space that the registers take. */
    public static final long SIZE = 0x1000;

    private static final int TIME_LOW = 0x00;
    private static final int TIME_HIGH = 0x04;
    private static final int ALARM_LOW = 0x08;
    private static final int ALARM_HIGH = 0x0c;
    private static final int INTERRUPT_ENABLED = 0x10;
    private static final int CLEAR_ALARM = 0x14;
    private static final int ALARM_STATUS = 0x18;
    private static final int CLEAR_INTERRUPT = 0x1c;

    private static final long LOW_HALF = 0xffff_ffffL;

    private final LongSupplier timeOfDay;

    /** What software added to the time of day, in nanoseconds. */
    private long offset;

    /** The upper half of the time at the last read of {@code TIME_LOW}. */
    private long latchedHigh;

    /** When the alarm goes off, in nanoseconds of this clock. */
    private long alarm;

    private boolean alarmArmed;
    private boolean interruptPending;
    private boolean interruptEnabled;

    /**
     * Creates a clock that shows the given time.
     *
     * @param timeOfDay nanoseconds since 1970-01-01T00:00Z, asked at every access
     */
    public GoldfishRtc(LongSupplier timeOfDay) {
        this.timeOfDay = timeOfDay;
    }

    @Override
    public long read(long offset, int size) {
        if (size != Integer.BYTES || offset < 0 || offset >= SIZE) {
            return 0;
        }
        checkAlarm();
        return switch ((int) offset) {
            case TIME_LOW -> {
                long now = now();
                latchedHigh = now >>> 32;
                yield now & LOW_HALF;
            }
            case TIME_HIGH -> latchedHigh;
            case ALARM_LOW -> alarm & LOW_HALF;
            case ALARM_HIGH -> alarm >>> 32;
            case INTERRUPT_ENABLED -> interruptEnabled ? 1 : 0;
            case ALARM_STATUS -> alarmArmed ? 1 : 0;
            default -> 0;
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        if (size != Integer.BYTES || offset < 0 || offset >= SIZE) {
            return;
        }
        checkAlarm();
        switch ((int) offset) {
            case TIME_LOW -> this.offset += withLow(now(), value) - now();
            case TIME_HIGH -> this.offset += withHigh(now(), value) - now();
            case ALARM_LOW -> {
                alarm = withLow(alarm, value);
                alarmArmed = true;
            }
            case ALARM_HIGH -> alarm = withHigh(alarm, value);
            case INTERRUPT_ENABLED -> interruptEnabled = (value & 1) != 0;
            case CLEAR_ALARM -> alarmArmed = false;
            case CLEAR_INTERRUPT -> interruptPending = false;
            default -> {}
        }
        checkAlarm();
    }

    /** Whether the interrupt line is asserted now. */
    public boolean interruptLevel() {
        checkAlarm();
        return interruptPending && interruptEnabled;
    }

    /**
     * When to ask for {@link #interruptLevel} again if nothing accesses the device before.
     *
     * @return a time of day in nanoseconds as given to the constructor, or {@link Long#MAX_VALUE} for never
     */
    public long deadline() {
        return alarmArmed ? alarm - offset : Long.MAX_VALUE;
    }

    private long now() {
        return timeOfDay.getAsLong() + offset;
    }

    private void checkAlarm() {
        if (alarmArmed && now() >= alarm) {
            alarmArmed = false;
            interruptPending = true;
        }
    }

    private static long withLow(long word, long low) {
        return (word & ~LOW_HALF) | (low & LOW_HALF);
    }

    private static long withHigh(long word, long high) {
        return (word & LOW_HALF) | (high << 32);
    }

    @Override
    public void save(LongConsumer writer) {
        writer.accept(offset);
        writer.accept(latchedHigh);
        writer.accept(alarm);
        writer.accept((alarmArmed ? 1 : 0) | (interruptPending ? 2 : 0) | (interruptEnabled ? 4 : 0));
    }

    @Override
    public void restore(LongSupplier reader) {
        offset = reader.getAsLong();
        latchedHigh = reader.getAsLong() & LOW_HALF;
        alarm = reader.getAsLong();
        long flags = reader.getAsLong();
        alarmArmed = (flags & 1) != 0;
        interruptPending = (flags & 2) != 0;
        interruptEnabled = (flags & 4) != 0;
    }
}
