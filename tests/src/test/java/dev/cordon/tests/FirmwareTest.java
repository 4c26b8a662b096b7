// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Firmware that nobody here wrote judges the bare machine: Debian's U-Boot and OpenSBI, which find their devices by the device tree. */
@Tag("guests")
@Timeout(600)
class FirmwareTest {
    private static final String PROMPT = "\n=> ";

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);
    private final Path boot =
            Images.ofUser().pull("u-boot", false, Progress.SILENT).folder();

    @Test
    void uBootAnswersAtItsPromptInMachineMode() throws Exception {
        try (Dialogue dialogue = new Dialogue(BareOptions.of(boot.resolve("u-boot.bin")))) {
            assertThat(dialogue.await("autoboot")).contains("U-Boot 20", "Model: riscv-virtio", "DRAM:  256 MiB");
            dialogue.type(" ");
            talk(dialogue);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fw_dynamic.bin", "fw_jump.bin"})
    void uBootAnswersAtItsPromptInSupervisorModeAndAfterAReset(String firmware) throws Exception {
        BareOptions options = BareOptions.of(debian.folder().resolve(firmware))
                .withKernel(boot.resolve("u-boot-smode.bin"))
                .withHarts(2);
        try (Dialogue dialogue = new Dialogue(options)) {
            dialogue.await("autoboot");
            dialogue.type(" ");
            dialogue.await(PROMPT);
            dialogue.type("sbi\n");
            assertThat(dialogue.await(PROMPT)).contains("SBI 2.0", "OpenSBI 1.", "System Reset Extension");
            dialogue.type("reset\n");
            assertThat(dialogue.await("autoboot")).contains("OpenSBI v1.", "U-Boot 20");
            dialogue.type(" ");
            dialogue.await(PROMPT);
            dialogue.type("md.l 0x30000000 1\n"); // PCIe on QEMU's board, nothing here
            assertThat(dialogue.await("autoboot")).contains("Load access fault", "resetting", "OpenSBI v1.");
            dialogue.type(" ");
            talk(dialogue);
        }
    }

    /** From the prompt to power-off. */
    private static void talk(Dialogue dialogue) throws IOException, InterruptedException {
        dialogue.await(PROMPT);
        dialogue.type("version\n");
        assertThat(dialogue.await(PROMPT)).contains("U-Boot 20");
        dialogue.type("bdinfo\n");
        assertThat(dialogue.await(PROMPT))
                .contains("-> start    = 0x0000000080000000", "-> size     = 0x0000000010000000")
                .contains("serial addr = 0x0000000010000000");
        dialogue.type("mw.l 0x81000000 c0ffee; md.l 0x81000000 1\n");
        assertThat(dialogue.await(PROMPT)).contains("81000000: 00c0ffee");
        dialogue.type("poweroff\n");
        assertThat(dialogue.toTheEnd()).contains("poweroff ...");
    }

    @Test
    void jumpingFirmwareBootsLinuxWhichReboots() throws Exception {
        BareOptions options = BareOptions.of(debian.folder().resolve("fw_jump.bin"))
                .withKernel(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("console=ttyS0");
        try (Dialogue dialogue = new Dialogue(options)) {
            assertThat(dialogue.await("~ # ")).contains("Domain0 Next Arg1           : 0x0000000082200000");
            dialogue.type("reboot -f\n");
            assertThat(dialogue.await("~ # ")).contains("reboot: Restarting system", "OpenSBI v1.");
            dialogue.type("echo $((6 * 7))-and-on\nexit\n");
            assertThat(dialogue.toTheEnd()).contains("42-and-on", "reboot: Power down");
        }
    }
}
