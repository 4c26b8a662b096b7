// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoldfishRtcTest {

    private static final int TIME_LOW = 0x00;
    private static final int TIME_HIGH = 0x04;
    private static final int ALARM_LOW = 0x08;
    private static final int ALARM_HIGH = 0x0c;
    private static final int INTERRUPT_ENABLED = 0x10;
    private static final int CLEAR_ALARM = 0x14;
    private static final int ALARM_STATUS = 0x18;
    private static final int CLEAR_INTERRUPT = 0x1c;

    private long now = 0x17_ffff_ffffL;
    private final GoldfishRtc rtc = new GoldfishRtc(() -> now);

    @Test
    void readingTheLowHalfLatchesTheHighOne() {
        assertThat(rtc.read(TIME_LOW, 4)).isEqualTo(0xffff_ffffL);
        now++;
        assertThat(rtc.read(TIME_HIGH, 4)).isEqualTo(0x17);
        assertThat(rtc.read(TIME_LOW, 4)).isZero();
        assertThat(rtc.read(TIME_HIGH, 4)).isEqualTo(0x18);
    }

    @Test
    void theTimeCanBeSetAndThenRunsOn() {
        rtc.write(TIME_HIGH, 4, 5);
        rtc.write(TIME_LOW, 4, 100);
        now += 7;
        assertThat(rtc.read(TIME_LOW, 4)).isEqualTo(107);
        assertThat(rtc.read(TIME_HIGH, 4)).isEqualTo(5);
    }

    @Test
    void theAlarmInterruptsWhenItsTimeComes() {
        rtc.write(INTERRUPT_ENABLED, 4, 1);
        alarmAt(now + 10);
        assertThat(rtc.read(ALARM_STATUS, 4)).isOne();
        assertThat(rtc.deadline()).isEqualTo(now + 10);
        now += 9;
        assertThat(rtc.interruptLevel()).isFalse();
        now += 1;
        assertThat(rtc.interruptLevel()).isTrue();
        assertThat(rtc.read(ALARM_STATUS, 4)).isZero();
        assertThat(rtc.deadline()).isEqualTo(Long.MAX_VALUE);
        rtc.write(CLEAR_INTERRUPT, 4, 1);
        assertThat(rtc.interruptLevel()).isFalse();
    }

    @Test
    void anAlarmInThePastGoesOffAtOnce() {
        rtc.write(INTERRUPT_ENABLED, 4, 1);
        alarmAt(now - 1);
        assertThat(rtc.interruptLevel()).isTrue();
    }

    @Test
    void aDisabledInterruptWaitsUntilItIsEnabled() {
        alarmAt(now);
        assertThat(rtc.interruptLevel()).isFalse();
        rtc.write(INTERRUPT_ENABLED, 4, 1);
        assertThat(rtc.interruptLevel()).isTrue();
    }

    @Test
    void aClearedAlarmDoesNotGoOff() {
        rtc.write(INTERRUPT_ENABLED, 4, 1);
        alarmAt(now + 10);
        rtc.write(CLEAR_ALARM, 4, 1);
        now += 100;
        assertThat(rtc.interruptLevel()).isFalse();
    }

    @Test
    void settingTheTimeMovesTheDeadline() {
        alarmAt(now + 1000);
        rtc.write(TIME_LOW, 4, 0);
        assertThat(rtc.deadline()).isEqualTo(now + 1000 + 0xffff_ffffL);
    }

    @Test
    void theAlarmReadsBack() {
        alarmAt(0x1234_5678_9abc_def0L);
        assertThat(rtc.read(ALARM_LOW, 4)).isEqualTo(0x9abc_def0L);
        assertThat(rtc.read(ALARM_HIGH, 4)).isEqualTo(0x1234_5678);
    }

    @Test
    void whatIsNoRegisterReadsAsZero() {
        assertThat(rtc.read(0x20, 4)).isZero();
        assertThat(rtc.read(TIME_LOW, 8)).isZero();
        assertThat(rtc.read(1L << 32, 4)).isZero();
        assertThat(rtc.read(-(1L << 32), 4)).isZero();
    }

    private void alarmAt(long time) {
        rtc.write(ALARM_HIGH, 4, time >>> 32);
        rtc.write(ALARM_LOW, 4, time & 0xffff_ffffL);
    }
}
