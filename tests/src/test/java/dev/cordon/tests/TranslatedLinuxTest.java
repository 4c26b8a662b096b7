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
import dev.cordon.machine.engine.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian on several harts that translate almost everything, or change tiers at random: as a guest of the microhypervisor and on the bare machine. */
@Timeout(3600)
class TranslatedLinuxTest {
    /** Harts wait for the translator, on a host that may be busy: Linux's watchdogs have to wait longer than they do by default. */
    private static final String PATIENT = "watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=300 ";

    private static final String RUN = PATIENT
            + "run=\"grep -c ^processor /proc/cpuinfo | sed s/^/harts:/; for i in 1 2 3 4; do (seq 2000 | sort -n | md5sum) & done; wait\"";
    /** The sum of {@code seq 2000}. */
    private static final String SUM = "ea4d0a24dabcaa11f9aa979b872d162b";

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    @AfterEach
    void forgetTheEngine() {
        System.clearProperty(Engine.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({"translator:200, 2, 1", "translator:200, 4, 2"})
    @Tag("guests")
    void guestsRunWhatIsTranslatedEarly(String engine, int vcpus, int pcpus) throws Exception {
        boot(engine, vcpus, pcpus);
    }

    @ParameterizedTest
    @CsvSource({"translator:1, 2, 2", "translator:1, 4, 2", "switching:1, 2, 2", "switching:2, 4, 2"})
    @Tag("long")
    void guestsRunWhatIsTranslatedAtFirstSight(String engine, int vcpus, int pcpus) throws Exception {
        boot(engine, vcpus, pcpus);
    }

    private void boot(String engine, int vcpus, int pcpus) throws Exception {
        System.setProperty(Engine.PROPERTY, engine);
        GuestOptions options = GuestOptions.of(debian.kernel())
                .withInitrd(debian.initramfs())
                .withVcpus(vcpus)
                .withPcpus(pcpus)
                .withAppend(RUN);
        try (Dialogue dialogue = new Dialogue(Cordon.boot(options))) {
            worked(dialogue.toTheEnd(), vcpus);
        }
    }

    @ParameterizedTest
    @CsvSource({"translator:200, 2", "translator:200, 4"})
    @Tag("guests")
    void theBareMachineRunsWhatIsTranslatedEarly(String engine, int harts) throws Exception {
        start(engine, harts);
    }

    @ParameterizedTest
    @CsvSource({"translator:1, 2", "translator:1, 4", "switching:3, 2", "switching:4, 4"})
    @Tag("long")
    void theBareMachineRunsWhatIsTranslatedAtFirstSight(String engine, int harts) throws Exception {
        start(engine, harts);
    }

    private void start(String engine, int harts) throws Exception {
        System.setProperty(Engine.PROPERTY, engine);
        BareOptions options = BareOptions.of(debian.folder().resolve("fw_dynamic.bin"))
                .withHarts(harts)
                .withKernel(debian.kernel())
                .withInitrd(debian.initramfs())
                .withAppend("console=ttyS0 " + RUN);
        try (Dialogue dialogue = new Dialogue(options)) {
            worked(dialogue.toTheEnd(), harts);
        }
    }

    private static void worked(String said, int harts) {
        assertThat(said)
                .contains("harts:" + harts)
                .doesNotContain("rcu: INFO", "soft lockup", "BUG:", "WARNING:")
                .contains("reboot: Power down");
        assertThat(said.lines().filter(line -> line.startsWith(SUM))).hasSize(4);
    }
}
