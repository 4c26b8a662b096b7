// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.TrapRouting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClintTest {

    private static final int MTIMECMP = 0x4000;
    private static final int MTIME = 0xbff8;

    private final SteppedClock clock = new SteppedClock();
    private final List<Integer> woken = new ArrayList<>();
    private RamFile ramFile;
    private Clint clint;

    @BeforeEach
    void build() throws IOException {
        ramFile = RamFile.create(AddressMap.RAM, 4096);
        PhysicalBus bus = new PhysicalBus();
        List<Hart> harts = List.of(
                new Hart(0, ramFile.ram(), bus, clock, TrapRouting.VECTOR),
                new Hart(1, ramFile.ram(), bus, clock, TrapRouting.VECTOR),
                new Hart(2, ramFile.ram(), bus, clock, TrapRouting.VECTOR));
        clint = new Clint(harts, new Mtime(clock), woken::add);
    }

    @AfterEach
    void close() throws IOException {
        ramFile.close();
    }

    @Test
    void mtimeIsTheClockInWholeAndInHalves() {
        clock.time = 0x1234_5678_9abc_def0L;
        assertThat(clint.read(MTIME, 8)).isEqualTo(0x1234_5678_9abc_def0L);
        assertThat(clint.read(MTIME, 4)).isEqualTo(0x9abc_def0L);
        assertThat(clint.read(MTIME + 4, 4)).isEqualTo(0x1234_5678L);
    }

    @Test
    void mtimeCanBeSetInWholeAndInHalvesAndThenAllTimersAreLookedAtAgain() {
        clock.time = 1000;
        clint.write(MTIMECMP + 16, 8, 0x7_0000_0100L);
        woken.clear();
        clint.write(MTIME, 8, 5);
        assertThat(clint.read(MTIME, 8)).isEqualTo(5);
        assertThat(clint.poll(2)).isEqualTo(0x7_0000_0100L);
        assertThat(woken).containsExactly(0, 1, 2);
        clint.write(MTIME + 4, 4, 7);
        assertThat(clint.read(MTIME, 8)).isEqualTo(0x7_0000_0005L);
        clock.time = 1000 + 0xfb;
        assertThat(clint.read(MTIME, 8)).isEqualTo(0x7_0000_0100L);
        assertThat(clint.poll(2)).isEqualTo(-1);
        clint.write(MTIME, 4, 0);
        assertThat(clint.poll(2)).isEqualTo(0x7_0000_0100L);
    }

    @Test
    void timersCanBeWrittenInWholeAndInHalves() {
        clint.write(MTIMECMP + 8, 8, 0x1_0000_0002L);
        assertThat(clint.read(MTIMECMP + 8, 8)).isEqualTo(0x1_0000_0002L);
        assertThat(clint.poll(1)).isEqualTo(0x1_0000_0002L);
        clint.write(MTIMECMP + 12, 4, 7);
        assertThat(clint.read(MTIMECMP + 8, 8)).isEqualTo(0x7_0000_0002L);
        clint.write(MTIMECMP + 8, 4, 9);
        assertThat(clint.read(MTIMECMP + 8, 4)).isEqualTo(9);
        assertThat(clint.read(MTIMECMP + 12, 4)).isEqualTo(7);
        assertThat(clint.poll(0)).isEqualTo(-1);
        assertThat(woken).containsOnly(1);
    }

    @Test
    void aTimerThatIsDueHasNoDeadlineAnyMore() {
        clint.write(MTIMECMP, 8, 100);
        assertThat(clint.poll(0)).isEqualTo(100);
        clock.time = 100;
        assertThat(clint.poll(0)).isEqualTo(-1);
    }

    @Test
    void softwareInterruptsAreOneBitEachAndWakeTheirHart() {
        clint.write(4, 4, 0xffff_ffffL);
        assertThat(clint.read(4, 4)).isEqualTo(1);
        assertThat(clint.read(0, 8)).isEqualTo(1L << 32);
        assertThat(woken).containsExactly(1);
        clint.write(4, 4, 2);
        assertThat(clint.read(4, 4)).isZero();
        clint.write(0, 8, 0x1_0000_0001L);
        assertThat(woken).containsExactly(1, 0, 1);
    }

    @Test
    void hartsThatDoNotExistHaveNoRegisters() {
        clint.write(3 * 4, 4, 1);
        clint.write(MTIMECMP + 3 * 8, 8, 1);
        assertThat(clint.read(3 * 4, 4)).isZero();
        assertThat(clint.read(MTIMECMP + 3 * 8, 8)).isZero();
        assertThat(woken).isEmpty();
    }

    @Test
    void stateIsSavedAndRestored() {
        clint.write(MTIMECMP + 16, 8, 1234);
        clint.write(8, 4, 1);
        List<Long> words = new ArrayList<>();
        clint.save(words::add);
        clint.write(MTIMECMP + 16, 8, -1);
        clint.write(8, 4, 0);
        clint.restore(words.iterator()::next);
        assertThat(clint.read(MTIMECMP + 16, 8)).isEqualTo(1234);
        assertThat(clint.read(8, 4)).isEqualTo(1);
    }

    @Test
    void noAccessThrows() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long offset = random.nextBoolean() ? random.nextLong() : random.nextInt(0x1_0100);
            int size = 1 << random.nextInt(4);
            clint.read(offset, size);
            clint.write(offset, size, random.nextLong());
        }
    }

    /** A clock that stands still until it is set. */
    private static final class SteppedClock implements Clock {
        private long time;

        @Override
        public long time() {
            return time;
        }

        @Override
        public long timeOfDay() {
            return time * 100;
        }

        @Override
        public long instructionsUntil(long deadline) {
            return 1;
        }
    }
}
