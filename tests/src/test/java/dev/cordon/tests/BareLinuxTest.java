// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Progress;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Software that nobody here wrote judges the bare machine: Debian's OpenSBI and kernel. */
@Tag("guests")
@Timeout(600)
class BareLinuxTest {

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    @Test
    void debianBootsToUserspaceAndPowersOff() throws Exception {
        String said = boot("console=ttyS0 run=\"uname -a; cat /proc/interrupts\"", "");
        assertThat(said)
                .contains("OpenSBI v")
                .contains("Run /init as init process")
                .containsPattern("Linux debian .* riscv64 GNU/Linux")
                .containsPattern("riscv-timer")
                .contains("reboot: Power down");
    }

    @Test
    void aShellAnswersWhatIsTypedIntoTheUart() throws Exception {
        String said = boot("console=ttyS0 quiet", "echo $((6 * 7))-and-on\nexit\n");
        assertThat(said).contains("42-and-on");
    }

    /** Boots, types once the shell has prompted, and returns all output once the machine is off. */
    private String boot(String append, String typed) throws IOException, InterruptedException {
        BareOptions options = BareOptions.of(debian.folder().resolve("fw_dynamic.bin"))
                .withKernel(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend(append);
        try (Dialogue dialogue = new Dialogue(options)) {
            if (!typed.isEmpty()) {
                dialogue.await("~ #");
                dialogue.type(typed);
            }
            return dialogue.toTheEnd();
        }
    }
}
