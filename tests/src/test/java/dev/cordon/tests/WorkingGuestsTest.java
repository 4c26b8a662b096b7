// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Cordon;
import dev.cordon.host.Outcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two Linux guests at work do not notice guests beside them that execute random instructions and ask their VMMs for random things. */
@Tag("guests")
@Timeout(600)
class WorkingGuestsTest {
    private static final int WORDS = 2000;

    /** What a hostile guest says each time that it has trapped so often, and how often each is to have said it. */
    private static final int MARK = '#';

    private static final int TRAPS = 1024;
    private static final int MARKS = 20;

    /** By which the hostile guests differ. */
    private static final List<Integer> SEEDS = List.of(4711, 1, 2);

    /** What the guests make of a number of zeros, by way of gzip and back, and its checksum. */
    private static final String WORK =
            "for n in 1 2 3; do dd if=/dev/zero bs=64k count=16 2>/dev/null | gzip | gunzip | md5sum; done";

    /** The MD5 checksum of a mebibyte of zeros. */
    private static final String CHECKSUM = "b6d81b360a5672d80c27430f39153e2c";

    @TempDir
    private Path folder;

    /**
     * Whatever it traps into, it goes on at the next piece: eight random instructions, or a call of the SBI with random arguments. It leaves a loop by its timer, after ten
     * milliseconds, and says on its console each time that it has been through all pieces. If it runs into something that it cannot go on from, it is started anew.
     */
    private Path hostileGuest(int seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder source = new StringBuilder("""
                _start: la      t0, trap
                        csrw    stvec, t0
                        la      t0, root                # what lies outside its memory faults, so that it goes on
                        la      t1, level
                        srli    t2, t1, 2
                        addi    t2, t2, 1
                        sd      t2, 16(t0)
                        li      t3, 4
                        li      t4, 0x200000CF
                        li      t5, 0x80000
                map:    sd      t4, 0(t1)
                        addi    t1, t1, 8
                        add     t4, t4, t5
                        addi    t3, t3, -1
                        bnez    t3, map
                        li      t1, 8
                        slli    t1, t1, 60
                        srli    t0, t0, 12
                        or      t0, t0, t1
                        csrw    satp, t0
                        la      s11, pieces
                again:  mv      s10, s11
                        li      s9, %d
                next:   addi    s9, s9, -1
                        beqz    s9, again
                        addi    s10, s10, 64
                        jr      s10
                        .balign 4
                trap:   la      t0, trap                # no register can be relied upon
                        csrw    stvec, t0
                        la      t0, count
                        ld      s9, 0(t0)
                        addi    s9, s9, 1
                        sd      s9, 0(t0)
                        rdtime  t0
                        li      t1, 100000
                        add     t0, t0, t1
                        csrw    stimecmp, t0
                        li      t1, 0x20
                        csrs    sie, t1
                        li      t1, %d
                        and     s9, s9, t1
                        bnez    s9, on
                        li      a7, 0x4442434E          # the debug console
                        li      a6, 2
                        li      a0, %d
                        ecall
                on:     slli    s9, s9, 6
                        la      t1, pieces
                        add     t1, t1, s9
                        csrw    sepc, t1
                        li      t1, 0x120               # with interrupts
                        csrs    sstatus, t1
                        sret
                        .balign 8
                count:  .dword  0
                        .balign 4096
                root:   .zero   4096
                level:  .zero   4096
                pieces:
                """.formatted(WORDS / 4, TRAPS - 1, MARK));
        for (int piece = 0; piece < TRAPS; piece++) {
            if (random.nextInt(4) == 0) {
                // TIME, IPI, RFENCE, the base and what does not exist; neither reset nor hart state
                int[] extensions = {0x54494D45, 0x735049, 0x52464E43, 0x10, random.nextInt(1 << 30) | 1 << 30};
                source.append("li a7, ")
                        .append(extensions[random.nextInt(extensions.length)])
                        .append('\n');
                source.append("li a6, ").append(random.nextInt(8)).append('\n');
                source.append("li a0, ").append(random.nextInt()).append('\n');
                source.append("ecall\n");
            } else {
                for (int i = 0; i < 8; i++) {
                    source.append(".word ")
                            .append(Integer.toUnsignedString(random.nextInt() | 3))
                            .append('\n');
                }
            }
            source.append(".word 0\n.balign 64\n"); // an illegal instruction: on to the next
        }
        return ElfProgram.write(folder.resolve("hostile-" + seed + ".elf"), source.toString());
    }

    @Test
    void theirChecksumsAreRightBesideHostileOnes() throws Exception {
        StringBuilder hostile = new StringBuilder();
        for (int seed : SEEDS) {
            hostileGuest(seed);
            hostile.append("""
                  hostile-%1$d:
                    guest: {kernel: hostile-%1$d.elf, memory: 8M}
                    restart: always
                    uses: {console: console.port}
                """.formatted(seed));
        }
        Path manifest = Files.writeString(folder.resolve("guests.yaml"), """
                cordon: 1
                components:
                  one:
                    guest: {image: debian, append: "quiet run=\\"%1$s\\"", memory: 192M}
                    uses: {console: console.port}
                %2$s
                  two:
                    guest: {image: debian, append: "quiet run=\\"%1$s\\"", memory: 192M}
                    uses: {console: console.port}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """.formatted(WORK, hostile));
        try (Cordon cordon = Cordon.load(manifest)) {
            Map<String, InputStream> outputs = Map.of(
                    "one",
                    cordon.console("one").output(),
                    "two",
                    cordon.console("two").output());
            List<InputStream> marks = SEEDS.stream()
                    .map(seed -> cordon.console("hostile-" + seed).output())
                    .toList();
            cordon.start();
            for (Map.Entry<String, InputStream> output : outputs.entrySet()) {
                StringBuilder said = new StringBuilder();
                while (said.indexOf("Power down") < 0) {
                    int octet = output.getValue().read();
                    assertThat(octet).as("end of output: %s", said).isNotNegative();
                    said.append((char) octet);
                }
                assertThat(said.toString().split(CHECKSUM, -1))
                        .as("%s: %s", output.getKey(), said)
                        .hasSize(4);
            }
            assertThat(cordon.await())
                    .isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0)); // the hostile ones were there to the end
            for (InputStream output : marks) {
                long said = new String(output.readAllBytes(), StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(octet -> octet == MARK)
                        .count();
                assertThat(said).as("times %d traps of a hostile guest", TRAPS).isGreaterThan(MARKS);
            }
        }
    }
}
