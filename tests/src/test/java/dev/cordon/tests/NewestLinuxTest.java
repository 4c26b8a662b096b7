// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Progress;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The newest kernel and OpenSBI that Debian has, whichever they are today. The kernel is larger than what the jumping firmware leaves
 * room for.
 */
@Tag("long")
@Timeout(1200)
class NewestLinuxTest {
    private static Image newest;

    @BeforeAll
    static void fetch() throws IOException {
        newest = Images.ofUser().pull("debian-sid", true, Progress.SILENT);
        System.out.print(Files.readString(newest.folder().resolve("packages.txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fw_dynamic.bin", "fw_jump.bin"})
    void bootsToAShellOnTheBareMachine(String firmware) throws Exception {
        talk(Cordon.bare(BareOptions.of(newest.folder().resolve(firmware))
                .withKernel(newest.kernel())
                .withInitrd(newest.initramfs())
                .withAppend("console=ttyS0")));
    }

    @Test
    void bootsToAShellAsAGuest() throws Exception {
        talk(Cordon.boot(GuestOptions.of(newest.kernel()).withInitrd(newest.initramfs())));
    }

    private static void talk(Cordon cordon) throws IOException, InterruptedException {
        try (Dialogue dialogue = new Dialogue(cordon)) {
            dialogue.await("~ # ");
            dialogue.type("uname -a; exit\n");
            assertThat(dialogue.toTheEnd())
                    .containsPattern("Linux debian .* riscv64")
                    .contains("reboot: Power down");
        }
    }
}
