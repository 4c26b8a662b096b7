// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Progress;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Debian's OpenSBI and kernel judge the APLIC, the IMSICs and the CSRs of the AIA: all their interrupts come through these. */
@Tag("guests")
@Timeout(600)
class AiaLinuxTest {

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    @Test
    void linuxTakesInterruptsOfDevicesAndOtherHartsThroughImsics() throws Exception {
        String said = boot("aplic-imsic", 3, 2);
        assertThat(said)
                .contains("riscv-intc: 64 local interrupts mapped using AIA")
                .contains("riscv-imsic: interrupt-controller@28000000: providing IPIs using interrupt 1")
                .containsPattern("riscv-imsic: .*hart-index-bits: 1, +guest-index-bits: 2")
                .contains("96 interrupts forwarded to MSI base 0x0000000028000000")
                .containsPattern("isa.*_smaia_ssaia");
        assertThat(counted(said, "IPI1: +(\\d+) +(\\d+) +Function call interrupts"))
                .as("%s", said)
                .isPositive();
        assertThat(counted(said, "(\\d+) +(\\d+) +APLIC-MSI.* ttyS0"))
                .as("%s", said)
                .isPositive();
    }

    @Test
    void linuxTakesInterruptsThroughAnAplicAlone() throws Exception {
        String said = boot("aplic", 0, 1);
        assertThat(said)
                .containsPattern("riscv-aplic .*: 96 interrupts directly connected to 1 CPUs")
                .doesNotContain("smaia");
        assertThat(counted(said, "(\\d+) +APLIC-DIRECT .* ttyS0"))
                .as("%s", said)
                .isPositive();
    }

    /** The sum of the numbers in lines of /proc/interrupts; those of devices rise by what is written to the console. */
    private static long counted(String said, String line) {
        Matcher matcher = Pattern.compile(line).matcher(said);
        long sum = 0;
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                sum += Long.parseLong(matcher.group(group));
            }
        }
        return sum;
    }

    private String boot(String aia, int guests, int harts) throws IOException, InterruptedException {
        BareOptions options = BareOptions.of(debian.folder().resolve("fw_dynamic.bin"))
                .withKernel(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("console=ttyS0 run=\"cat /proc/interrupts; cat /proc/interrupts; grep isa /proc/cpuinfo\"")
                .withHarts(harts)
                .withAia(aia, guests);
        try (Dialogue dialogue = new Dialogue(options)) {
            return dialogue.toTheEnd();
        }
    }
}
