// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.formats.Newc;
import dev.cordon.formats.Newc.Member;
import dev.cordon.host.TwoGuests.Described;
import dev.cordon.host.TwoGuests.Seen;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariant I4 with Linux: as the one that observes, and as the one that holds a secret, on its kernel's command line or in its initramfs. */
@Tag("guests")
@Timeout(600)
class LinuxNonInterferenceTest {
    /** Long enough for Linux to come to its first process. */
    private static final Duration BOOT = Duration.ofSeconds(24);

    /** Long enough for it to start its second hart, if it does, while it takes turns. */
    private static final Duration START = Duration.ofSeconds(12);

    private static final Duration SHORT = Duration.ofSeconds(1);

    /** With two vCPUs, on both pCPUs, as the others. */
    private static final String LINUX = "image: debian, memory: 128M, vcpus: 2";

    private static final String TURNS = "pcpus: [1, 2], budget: 1ms";
    private static final String SMALL_PLACE = "pcpus: [1, 2], budget: 500us, period: 4ms, offset: 0us";
    private static final String LARGE_PLACE = "pcpus: [1, 2], budget: 3ms, period: 4ms, offset: 600us";

    /** What is on the command line: whether Linux starts its second hart. */
    private static final List<String> PARAMETERS = List.of("maxcpus=1", "maxcpus=2");

    /** What its first process runs, from the initramfs; in as many characters. */
    private static final List<String> SCRIPTS = List.of("md5sum /bin/busybox", "sleep 1; gzip /init");

    @TempDir
    private Path folder;

    @BeforeEach
    void pull() {
        Images.ofUser().pull("debian", false, Progress.SILENT);
    }

    /** A guest that does what is drawn for it, on both pCPUs. */
    private Described drawn(String name, long seed, String schedule) throws Exception {
        Files.write(folder.resolve(name), DrawnGuest.of(seed, DrawnGuest.FOR_EVER, 2));
        return new Described("kernel: " + name + ", memory: 4M, vcpus: 2", schedule, name.equals("watcher.elf"));
    }

    private Seen withDrawnSecret(long secret, String hidden, String linux, Duration length) throws Exception {
        Described watcher = new Described(LINUX, linux, true);
        return TwoGuests.observe(folder, drawn("hidden.elf", secret, hidden), watcher, 1, length);
    }

    private Seen withLinuxSecret(String linux, String schedule, String watcher, Duration length) throws Exception {
        Described hidden = new Described(LINUX + ", " + linux, schedule, false);
        return TwoGuests.observe(folder, hidden, drawn("watcher.elf", 1001, watcher), 1, length);
    }

    private static String commandLine(String parameters) {
        return "append: '" + parameters + "'";
    }

    /** The image's initramfs and a file more, which is all that differs. */
    private String initramfs(String secret) throws Exception {
        byte[] image = Files.readAllBytes(Images.ofUser().find("debian").initramfs());
        try (OutputStream out = Files.newOutputStream(folder.resolve("secret.cpio"))) {
            out.write(image);
            out.write(new byte[-image.length & 3]); // an archive begins at a multiple of 4
            out.write(Newc.write(List.of(Member.file("secret", 0644, secret.getBytes(StandardCharsets.US_ASCII)))));
        }
        return "initrd: secret.cpio, append: 'run=\"sh /secret\"'";
    }

    @Test
    void itObservesNothingOfASecretOfAnother() throws Exception {
        Seen first = withDrawnSecret(1, SMALL_PLACE, LARGE_PLACE, BOOT);
        assertThat(first.watcher().getLast()).contains("Linux version", "Run /init as init process");
        first.assertSameToTheWatcher(withDrawnSecret(2, SMALL_PLACE, LARGE_PLACE, BOOT));
    }

    @Test
    void withoutAPartitionItObservesASecret() throws Exception {
        List<String> first = withDrawnSecret(1, TURNS, TURNS, SHORT).watcher();
        assertThat(withDrawnSecret(2, TURNS, TURNS, SHORT).watcher().equals(first))
                .isFalse();
    }

    @Test
    void nothingIsObservedOfItsCommandLine() throws Exception {
        withLinuxSecret(commandLine(PARAMETERS.getFirst()), LARGE_PLACE, SMALL_PLACE, START)
                .assertSameToTheWatcher(
                        withLinuxSecret(commandLine(PARAMETERS.getLast()), LARGE_PLACE, SMALL_PLACE, START));
    }

    @Test
    void withoutAPartitionItsCommandLineShows() throws Exception {
        List<String> first = withLinuxSecret(commandLine(PARAMETERS.getFirst()), TURNS, TURNS, START)
                .watcher();
        List<String> second = withLinuxSecret(commandLine(PARAMETERS.getLast()), TURNS, TURNS, START)
                .watcher();
        assertThat(second.equals(first)).isFalse();
    }

    @Test
    void nothingIsObservedOfItsInitramfs() throws Exception {
        withLinuxSecret(initramfs(SCRIPTS.getFirst()), LARGE_PLACE, SMALL_PLACE, BOOT)
                .assertSameToTheWatcher(withLinuxSecret(initramfs(SCRIPTS.getLast()), LARGE_PLACE, SMALL_PLACE, BOOT));
    }
}
