// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutputPumpTest {
    private static final int BACKLOG = 3 << 19;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CountDownLatch readerGoesOn = new CountDownLatch(1);
    private final AtomicInteger changes = new AtomicInteger();
    private final OutputPump pump = new OutputPump(this::readSlowly);

    private void readSlowly(byte[] piece) {
        try {
            readerGoesOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        read.writeBytes(piece);
    }

    @Test
    void aReaderThatStopsHoldsNobodyUpAndLosesNothingFromSoftwareThatWaits() throws InterruptedException {
        pump.start(changes::incrementAndGet);
        for (int i = 0; i < BACKLOG; i++) {
            pump.accept((byte) (i % 251));
        }
        assertThat(pump.ready()).isFalse();
        assertThat(changes).hasPositiveValue();

        readerGoesOn.countDown();
        pump.drain();

        assertThat(pump.ready()).isTrue();
        assertThat(changes).hasValueGreaterThanOrEqualTo(2);
        byte[] bytes = read.toByteArray();
        assertThat(bytes).hasSize(BACKLOG);
        for (int i = 0; i < BACKLOG; i++) {
            if (bytes[i] != (byte) (i % 251)) {
                throw new AssertionError("byte " + i + " is another");
            }
        }
    }
}
