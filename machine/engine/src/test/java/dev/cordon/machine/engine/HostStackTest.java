// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HostStackTest {
    private static final int KIB = 1 << 10;

    /** Goes as deep as {@code bytes} of stack are left, and asserts that they really are. */
    private static int dig(int bytes, int depth) {
        if (!HostStack.holds(bytes)) {
            return depth;
        }
        assertThat(descend(bytes / 256)).isPositive(); // in frames of a hundred bytes or so
        return dig(bytes, depth + 1) + 0 * depth;
    }

    private static long descend(int frames) {
        return frames == 0 ? 1 : descend(frames - 1) + 1;
    }

    @Test
    void whatIsSaidToBeLeftCanBeUsed() throws InterruptedException {
        AtomicReference<String> result = new AtomicReference<>("");
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        for (int round = 0; round < 50; round++) { // interpreted, then compiled
                            for (int bytes : new int[] {8 * KIB, 40 * KIB, 100 * KIB}) {
                                assertThat(dig(bytes, 0)).isGreaterThan(100);
                            }
                        }
                        result.set("done");
                    } catch (Throwable e) {
                        result.set(e.toString());
                    }
                },
                "digger",
                1L << 20);
        thread.start();
        thread.join();
        assertThat(result.get()).isEqualTo("done");
    }

    @Test
    void aShallowStackHoldsALot() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(HostStack.holds(40 * KIB)).isTrue();
        }
    }
}
