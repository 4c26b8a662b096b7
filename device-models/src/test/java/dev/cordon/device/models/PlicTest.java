// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlicTest {

    private final Plic plic = new Plic(95, 2);

    @Test
    void anEnabledRequestAboveTheThresholdReachesItsContextAlone() {
        priority(10, 1);
        enable(1, 10);
        plic.setLevel(10, true);
        assertThat(plic.output(0)).isFalse();
        assertThat(plic.output(1)).isTrue();
        threshold(1, 1);
        assertThat(plic.output(1)).isFalse();
        threshold(1, 0);
        assertThat(plic.output(1)).isTrue();
    }

    @Test
    void priorityZeroNeverInterruptsAndIsNeverClaimed() {
        enable(0, 10);
        plic.setLevel(10, true);
        assertThat(plic.output(0)).isFalse();
        assertThat(claim(0)).isZero();
        assertThat(pending(10)).isTrue();
    }

    @Test
    void claimReturnsTheHighestPriorityThenTheLowestNumber() {
        for (int source : new int[] {3, 40, 41, 95}) {
            priority(source, source == 3 ? 1 : 5);
            enable(0, source);
            plic.setLevel(source, true);
        }
        assertThat(claim(0)).isEqualTo(40);
        assertThat(claim(0)).isEqualTo(41);
        assertThat(claim(0)).isEqualTo(95);
        assertThat(claim(0)).isEqualTo(3);
        assertThat(claim(0)).isZero();
        assertThat(plic.output(0)).isFalse();
    }

    @Test
    void claimDisregardsTheThreshold() {
        priority(5, 2);
        enable(0, 5);
        threshold(0, 7);
        plic.setLevel(5, true);
        assertThat(plic.output(0)).isFalse();
        assertThat(claim(0)).isEqualTo(5);
    }

    @Test
    void aLevelStillAssertedAtCompletionIsForwardedAgain() {
        ready(10);
        plic.setLevel(10, true);
        assertThat(claim(0)).isEqualTo(10);
        assertThat(pending(10)).isFalse();
        plic.setLevel(10, true);
        assertThat(plic.output(0)).as("the gateway waits for completion").isFalse();
        complete(0, 10);
        assertThat(plic.output(0)).isTrue();
        assertThat(claim(0)).isEqualTo(10);
        plic.setLevel(10, false);
        complete(0, 10);
        assertThat(plic.output(0)).isFalse();
    }

    @Test
    void aRequestOnceForwardedIsNotRetracted() {
        ready(10);
        plic.setLevel(10, true);
        plic.setLevel(10, false);
        assertThat(pending(10)).isTrue();
        assertThat(claim(0)).isEqualTo(10);
        complete(0, 10);
        assertThat(pending(10)).isFalse();
    }

    @Test
    void completionOfASourceThatIsNotEnabledIsIgnored() {
        ready(10);
        plic.setLevel(10, true);
        assertThat(claim(0)).isEqualTo(10);
        complete(1, 10);
        complete(0, 0);
        complete(0, 96);
        complete(0, -1);
        assertThat(pending(10)).isFalse();
        complete(0, 10);
        assertThat(pending(10)).isTrue();
    }

    @Test
    void completionWithoutClaimDoesNotLoseThePendingRequest() {
        ready(10);
        plic.setLevel(10, true);
        complete(0, 10);
        plic.setLevel(10, false);
        assertThat(claim(0)).isEqualTo(10);
        assertThat(claim(0)).isZero();
    }

    @Test
    void bothContextsSeeOneRequestAndOneOfThemClaimsIt() {
        priority(1, 1);
        enable(0, 1);
        enable(1, 1);
        plic.setLevel(1, true);
        assertThat(plic.output(0)).isTrue();
        assertThat(plic.output(1)).isTrue();
        assertThat(claim(1)).isEqualTo(1);
        assertThat(plic.output(0)).isFalse();
        assertThat(claim(0)).isZero();
        complete(1, 1);
        assertThat(claim(0)).isEqualTo(1);
    }

    @Test
    void registersKeepOnlyTheBitsThatExist() {
        plic.write(0x2000, 4, ~0L);
        plic.write(0x2008, 4, ~0L);
        plic.write(0x200c, 4, ~0L);
        assertThat(plic.read(0x2000, 4)).isEqualTo(0xffff_fffeL);
        assertThat(plic.read(0x2008, 4)).isEqualTo(0xffff_ffffL);
        assertThat(plic.read(0x200c, 4)).isZero();
        plic.write(4, 4, ~0L);
        assertThat(plic.read(4, 4)).isEqualTo(7);
        plic.write(0, 4, 7);
        assertThat(plic.read(0, 4)).isZero();
        plic.write(96 * 4, 4, 7);
        assertThat(plic.read(96 * 4, 4)).isZero();
        threshold(0, 0xff);
        assertThat(plic.read(0x20_0000, 4)).isEqualTo(7);
    }

    @Test
    void accessesThatAreNotAlignedWordsDoNothing() {
        ready(10);
        plic.setLevel(10, true);
        assertThat(plic.read(0x20_0004, 8)).isZero();
        assertThat(plic.read(0x20_0004, 1)).isZero();
        assertThat(plic.read(0x20_0005, 4)).isZero();
        assertThat(pending(10)).isTrue();
    }

    @Test
    void pendingBitsAreReadOnly() {
        plic.write(0x1000, 4, ~0L);
        assertThat(plic.read(0x1000, 4)).isZero();
    }

    @Test
    void theSpecificationsLargestControllerCanBeBuilt() {
        Plic largest = new Plic(Plic.MAX_SOURCES, Plic.MAX_CONTEXTS);
        int last = Plic.MAX_CONTEXTS - 1;
        largest.write(1023 * 4, 4, 7);
        largest.write(0x1f_1ffc, 4, 1L << 31);
        largest.setLevel(1023, true);
        assertThat(largest.output(last)).isTrue();
        assertThat(largest.read(0x3ff_f004, 4)).isEqualTo(1023);
        assertThat(largest.read(0x1f_fffc, 4)).isZero();
    }

    @Test
    void sizesOutsideTheSpecificationAreRefused() {
        assertThatThrownBy(() -> new Plic(1024, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plic(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plic(1, 15873)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plic.setLevel(0, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plic.setLevel(96, true)).isInstanceOf(IllegalArgumentException.class);
    }

    private void ready(int source) {
        priority(source, 1);
        enable(0, source);
    }

    private void priority(int source, int priority) {
        plic.write(source * 4L, 4, priority);
    }

    private void enable(int context, int source) {
        long register = 0x2000 + context * 0x80L + source / 32 * 4L;
        plic.write(register, 4, plic.read(register, 4) | 1L << (source % 32));
    }

    private void threshold(int context, int value) {
        plic.write(0x20_0000 + context * 0x1000L, 4, value);
    }

    private boolean pending(int source) {
        return (plic.read(0x1000 + source / 32 * 4L, 4) >>> (source % 32) & 1) != 0;
    }

    private int claim(int context) {
        return (int) plic.read(0x20_0004 + context * 0x1000L, 4);
    }

    private void complete(int context, int source) {
        plic.write(0x20_0004 + context * 0x1000L, 4, source);
    }
}
