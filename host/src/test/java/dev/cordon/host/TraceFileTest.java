// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trace or a log that cannot be written whole is said to be so, and holds up nobody. */
@Timeout(60)
class TraceFileTest {
    private static final int MORE_THAN_BUFFERS_HOLD = 20_000;

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenUntilItIsClosedIsThere() throws Exception {
        TraceFile file = TraceFile.open(folder.resolve("trace"), "the trace");
        file.write("one");
        file.write("two");
        file.close();
        file.write("a straggler");
        file.flush();
        file.close();
        assertThat(folder.resolve("trace")).hasContent("one\ntwo");
        assertThat(file.loss()).isEmpty();
    }

    @Test
    void aFullDiskIsNoticedAtTheLatestAtTheEnd() {
        TraceFile file = TraceFile.open(Path.of("/dev/full"), "the trace"); // where every write fails
        file.write("one");
        file.close();
        assertThat(file.loss())
                .contains("the trace /dev/full could not be written to its end: No space left on device");
    }

    @Test
    void aReaderThatHasGoneIsNoticed() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Thread reader = Thread.ofPlatform().start(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        TraceFile file = TraceFile.open(pipe, "the log of translations");
        file.write("one");
        file.flush();
        reader.join();
        for (int line = 0; line < MORE_THAN_BUFFERS_HOLD; line++) {
            file.write("nobody reads this");
        }
        assertThat(file.loss())
                .contains("the log of translations " + pipe + " could not be written to its end: Broken pipe");
        file.close();
    }
}
