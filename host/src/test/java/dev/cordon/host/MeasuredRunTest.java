// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a measured run has taken does not grow once it has ended. */
@Timeout(60)
class MeasuredRunTest {
    /** Tells the finisher that all is well. */
    private static final int[] PASS = {
        0x001002b7, // lui t0, 0x100
        0x00005337, // lui t1, 5
        0x55530313, // addi t1, t1, 0x555
        0x0062a023, // sw t1, 0(t0)
        0x0000006f, // j .
    };

    @TempDir
    private Path folder;

    private static void assertFrozenAtTheEnd(Cordon run) throws InterruptedException {
        try (run) {
            run.measure();
            run.start();
            assertThat(run.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            Statistics.Shares atTheEnd = run.statistics().shares();
            TimeUnit.MILLISECONDS.sleep(2); // a clock that went on would show it
            assertThat(run.statistics().shares()).isEqualTo(atTheEnd);
            assertThat(atTheEnd.software()).isPositive();
        }
    }

    @Test
    void ofASystem() throws Exception {
        assertFrozenAtTheEnd(Cordon.builtIn());
    }

    @Test
    void ofABareMachine() throws Exception {
        ByteBuffer program = ByteBuffer.allocate(4 * PASS.length).order(ByteOrder.LITTLE_ENDIAN);
        program.asIntBuffer().put(PASS);
        Path file = Files.write(folder.resolve("pass.bin"), program.array());
        assertFrozenAtTheEnd(Cordon.bare(BareOptions.of(file)));
    }
}
