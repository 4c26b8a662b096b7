// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Outcome;
import dev.cordon.host.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified Debian kernels as guests, each under a VMM of its own. */
@Tag("guests")
@Timeout(600)
class GuestLinuxTest {
    private static final String PROMPT = "~ #";

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    @Test
    void debianBootsToUserspaceAndPowersOff() throws Exception {
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("run=\"uname -a; cat /proc/interrupts; date +%Y\"");
        try (Cordon cordon = Cordon.boot(options)) {
            InputStream output = cordon.consoles().getFirst().output();
            cordon.start();
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("earlycon: sbi0")
                    .contains("Run /init as init process")
                    .containsPattern("Linux debian .* riscv64 GNU/Linux")
                    .containsPattern("riscv-timer")
                    .containsPattern("SiFive PLIC +10 .*ttyS0")
                    .containsPattern("\n20[2-9][0-9]\r?\n")
                    .contains("reboot: Power down");
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        }
    }

    @Test
    void twoGuestsAnswerEachOnItsOwnConsole(@TempDir Path folder) throws Exception {
        Path manifest = Files.writeString(folder.resolve("pair.yaml"), """
                cordon: 1
                machine: {pcpus: 2}
                components:
                  web:
                    guest: {image: debian, append: "quiet"}
                    uses: {console: console.port}
                  vault:
                    guest: {image: debian, append: "quiet"}
                    uses: {console: console.port}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """);
        try (Cordon cordon = Cordon.load(manifest)) {
            Console web = cordon.console("web");
            Console vault = cordon.console("vault");
            InputStream fromWeb = web.output();
            InputStream fromVault = vault.output();
            cordon.start();
            readUntil(fromWeb, PROMPT);
            readUntil(fromVault, PROMPT);
            vault.type("echo vault-$((6 * 7))\n");
            assertThat(readUntil(fromVault, PROMPT)).contains("vault-42");
            web.type("echo web-$((7 * 7))\n");
            assertThat(readUntil(fromWeb, PROMPT)).contains("web-49").doesNotContain("vault");
            web.type("exit\n");
            vault.type("exit\n");
            assertThat(new String(fromWeb.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("reboot: Power down");
            assertThat(new String(fromVault.readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("web");
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        }
    }

    /** What is said up to {@code awaited}. */
    private static String readUntil(InputStream output, String awaited) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(awaited) < 0) {
            int octet = output.read();
            assertThat(octet).as("end of output before '%s': %s", awaited, said).isNotNegative();
            said.append((char) octet);
        }
        return said.toString();
    }
}
