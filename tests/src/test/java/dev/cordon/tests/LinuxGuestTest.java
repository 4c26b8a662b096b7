// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Component;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Outcome;
import dev.cordon.host.Progress;
import dev.cordon.host.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job: unmodified Debian kernels as guests of the microhypervisor, driven through their consoles. */
@Tag("guests")
@Timeout(600)
class LinuxGuestTest {
    private static final String PROMPT = "~ #";
    private static final Outcome EXPECTED = new Outcome(Outcome.Cause.EXPECTED, 0);

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    private static String rest(InputStream output) throws IOException {
        return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What the guest writes up to and including {@code awaited}. */
    private static String until(InputStream output, String awaited) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(awaited) < 0) {
            int octet = output.read();
            assertThat(octet).as("end of output before '%s': %s", awaited, said).isNotNegative();
            said.append((char) octet);
        }
        return said.toString();
    }

    @Test
    void debianBootsToUserspaceAndPowersOff() throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("run=\"uname -a; cat /proc/interrupts; date +%Y\"");
        try (Cordon cordon = Cordon.boot(options)) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(rest(output))
                    .contains("earlycon: sbi0")
                    .contains("Run /init as init process")
                    .containsPattern("Linux debian .* riscv64 GNU/Linux")
                    .containsPattern("riscv-timer")
                    .containsPattern("SiFive PLIC +10 .*ttyS0")
                    .containsPattern("\n20[2-9][0-9]\r?\n")
                    .contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "2, 2", "4, 2", "4, 4"})
    void debianBootsOnSeveralVcpus(int vcpus, int pcpus) throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withVcpus(vcpus)
                .withPcpus(pcpus)
                .withAppend("run=\"cat /proc/interrupts; grep -c ^processor /proc/cpuinfo | sed s/^/harts:/\"");
        try (Cordon cordon = Cordon.boot(options)) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(rest(output))
                    .contains("harts:" + vcpus)
                    .containsPattern("CPU0 +CPU1 ")
                    .containsPattern("IPI1: +[1-9][0-9]* +[1-9][0-9]* .*Function call interrupts")
                    .contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
        }
    }

    @Test
    void inVirtualTimeTwoBootsAreBitIdentical() throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("run=\"uname -a; cat /proc/interrupts; date +%Y\"");
        try (Cordon cordon = Cordon.boot(options, Timing.virtual(1).verifiedByASecondRun())) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(rest(output)).contains("\n2026").contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
            assertThat(cordon.divergence()).isEmpty();
        }
    }

    @Test
    void inVirtualTimeFourVcpusOnTwoPcpusAreBitIdentical() throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withVcpus(4)
                .withPcpus(2)
                .withAppend("run=\"cat /proc/interrupts; grep -c ^processor /proc/cpuinfo | sed s/^/harts:/\"");
        try (Cordon cordon = Cordon.boot(options, Timing.virtual(2).verifiedByASecondRun())) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(rest(output)).contains("harts:4").contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
            assertThat(cordon.divergence()).isEmpty();
        }
    }

    @Test
    void shellSessionIsDrivenThroughTheConsole() throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel()).withInitrd(debian.initramfs());
        try (Cordon cordon = Cordon.boot(options)) {
            Console console = cordon.consoles().getFirst();
            InputStream output = console.output();
            cordon.start();
            assertThat(until(output, PROMPT))
                    .contains("Linux version", "SBI implementation ID=0x434f5244", "Run /init as init process")
                    .contains("earlycon: sbi0", "riscv-timer: Timer interrupt in S-mode is available via sstc");
            console.type("echo $((6 * 7))-and-on; cat /proc/interrupts; dd if=/dev/zero bs=1k count=64 | md5sum\n");
            assertThat(until(output, "fcd6bcb56c1689fcef28b57c22475bad"))
                    .contains("42-and-on", "riscv-timer")
                    .containsPattern("SiFive PLIC +10 .*ttyS0");
            console.type("sleep 1; exit\n");
            assertThat(rest(output)).contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
        }
    }

    @Test
    void aGuestIsSuspendedRestartedAndRebootsByItself(@TempDir Path folder) throws Exception {
        Path manifest = Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                components:
                  web:
                    guest: {image: debian, memory: 128M}
                    uses: {console: console.port}
                    restart: on-reboot
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """);
        try (Cordon cordon = Cordon.load(manifest)) {
            Console console = cordon.console("web");
            InputStream output = console.output();
            Component web = cordon.component("web");
            cordon.start();
            until(output, PROMPT);
            console.type("touch /here; while true; do echo $((++i)); done &\n");
            until(output, "\n100\r");
            web.suspend().get();
            web.resume().get();
            console.type("kill $!; echo $((6 * 7))-and-on\n");
            until(output, "42-and-on");
            web.restart().get();
            until(output, "Run /init as init process"); // the shell of the life before may have prompted again
            until(output, PROMPT);
            console.type("ls /here; reboot -f\n");
            assertThat(until(output, PROMPT)).contains("No such file or directory", "Run /init as init process");
            console.type("exit\n");
            assertThat(rest(output)).contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
        }
    }

    @Test
    void twoAtOnceHearOnlyWhatIsTypedToThem() throws Exception {
        try (Cordon cordon = Cordon.load(Path.of("../examples/linux-pair.yaml"))) {
            Console web = cordon.console("web");
            Console vault = cordon.console("vault");
            InputStream webOutput = web.output();
            InputStream vaultOutput = vault.output();
            cordon.start();
            until(webOutput, PROMPT);
            until(vaultOutput, PROMPT);
            web.type("echo for-web-$((1 + 1))\n");
            vault.type("echo for-vault-$((1 + 1))\n");
            assertThat(until(webOutput, "for-web-2")).doesNotContain("vault");
            assertThat(until(vaultOutput, "for-vault-2")).doesNotContain("web");
            web.type("exit\n");
            until(webOutput, "reboot: Power down");
            vault.type("echo still-$((1 + 1)); exit\n");
            assertThat(rest(vaultOutput)).contains("still-2", "reboot: Power down");
            assertThat(cordon.await()).isEqualTo(EXPECTED);
        }
    }
}
