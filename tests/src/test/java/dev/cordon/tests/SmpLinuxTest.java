// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.formats.Newc;
import dev.cordon.host.BareOptions;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import dev.cordon.host.Progress;
import dev.cordon.machine.isa.Assembler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian on four harts of the bare machine, OpenSBI below it, and a user program of threads that need each other's TLBs flushed. */
@Tag("guests")
@Timeout(900)
class SmpLinuxTest {
    /** Where the program lies. */
    private static final long BASE = 0x1_0000;

    /**
     * A thread on each of four processors. The first writes the number of the round to a page, and swaps it for the page that all have just
     * read: who still has the old translation reads the number of the round before.
     */
    private static final String SHOOTDOWN = """
            .equ SEEN, 0x20000000
            .equ NEXT, 0x20010000
            .equ ASIDE, 0x20020000
            .equ THREADS, 3
            .equ ROUNDS, 100
            _start:
                li   a0, 0
                li   a1, 0x40000
                li   a3, 0x22
                call map
                mv   s0, a0
                li   a0, SEEN
                li   a1, 0x1000
                li   a3, 0x32
                call map
                li   a0, NEXT
                li   a1, 0x1000
                li   a3, 0x32
                call map
                li   s6, 1
            start:
                li   a0, 0x50f00
                slli a1, s6, 16
                add  a1, a1, s0
                li   a2, 0
                li   a3, 0
                li   a4, 0
                li   a7, 220
                ecall
                beqz a0, thread
                addi s6, s6, 1
                li   t0, THREADS
                ble  s6, t0, start
                li   a0, 0
                call pin
                li   s1, 0
            round:
                addi s1, s1, 1
                li   t0, NEXT
                sd   s1, 0(t0)
                li   a0, SEEN
                li   a4, ASIDE
                call move
                li   a0, NEXT
                li   a4, SEEN
                call move
                li   a0, ASIDE
                li   a4, NEXT
                call move
                fence rw, w
                sw   s1, 0(s0)
                li   t0, THREADS
                mulw s2, s1, t0
            wait:
                lw   t0, 64(s0)
                beq  t0, s2, next
                li   a7, 124
                ecall
                j    wait
            next:
                li   t0, ROUNDS
                blt  s1, t0, round
                la   a1, coherent
                li   s3, 0
                j    end
            thread:
                mv   a0, s6
                call pin
                li   s1, 1
                li   s2, 1
            look:
                lw   t0, 0(s0)
                beq  t0, s1, read
                li   a7, 124
                ecall
                j    look
            read:
                fence r, rw
                li   t0, SEEN
                ld   t0, 0(t0)
                la   a1, stale
                li   s3, 1
                bne  t0, s1, end
                addi t0, s0, 64
                amoadd.w.rl zero, s2, (t0)
                addi s1, s1, 1
                li   t0, ROUNDS
                ble  s1, t0, look
                li   a0, 0
                li   a7, 93
                ecall
            map:
                li   a2, 3
                li   a4, -1
                li   a5, 0
                li   a7, 222
                ecall
                j    checked
            move:
                li   a1, 0x1000
                li   a2, 0x1000
                li   a3, 3
                li   a7, 216
                ecall
            checked:
                la   a1, refused
                li   s3, 2
                bltz a0, end
                ret
            pin:
                slli t1, a0, 3
                add  t1, t1, s0
                li   t0, 1
                sll  t0, t0, a0
                sd   t0, 128(t1)
                li   a0, 0
                li   a1, 8
                addi a2, t1, 128
                li   a7, 122
                ecall
                ret
            end:
                li   a0, 1
                li   a2, 9
                li   a7, 64
                ecall
                mv   a0, s3
                li   a7, 94
                ecall
            coherent:
                .ascii "coherent\\n"
            stale:
                .ascii "stale TLB"
            refused:
                .ascii "refused!\\n"
                .align 2
            """;

    /** The kernel's messages are kept for later: one could come between what programs print and the end of its line. */
    private static final String SILENCE = "dmesg -n 1; ";

    /** The messages that should not be; not to be found in this command itself, which is one of the messages. */
    private static final String ALARMS = "dmesg | grep -e 'rcu: [I]NFO' -e '[s]oft lockup' -e '[B]UG:' -e '[W]ARNING:'";

    private final Image debian = Images.ofUser().pull("debian", false, Progress.SILENT);

    @TempDir
    private Path folder;

    @Test
    void debianRunsOnFourHarts() throws Exception {
        String busy =
                "for i in 1 2 3 4 5 6; do (for j in 1 2 3 4 5; do seq 200 | sort -n | md5sum; done | uniq -c) & done; wait";
        String said = boot(SILENCE + "grep -c ^processor /proc/cpuinfo; /shootdown; " + busy
                + "; grep IPI /proc/interrupts; " + ALARMS);
        assertThat(said).contains("Platform HART Count         : 4").contains("smp: Brought up 1 node, 4 CPUs");
        String ran = said.substring(said.indexOf("Run /init"));
        assertThat(ran).containsPattern("(?m)^4\\r?$").contains("coherent").contains("reboot: Power down");
        assertThat(said).doesNotContain("stale TLB", "refused!", "rcu: INFO", "soft lockup", "BUG:", "WARNING:");
        // six loops of five times the same sum each
        assertThat(ran.lines().filter(line -> line.matches(" +5 [0-9a-f]{32} .*")))
                .hasSize(6);
        assertThat(ran.lines().filter(line -> line.startsWith("IPI1")).toList())
                .singleElement()
                .satisfies(line -> assertThat(line.split(" +"))
                        .as("calls of other harts: %s", line)
                        .doesNotContain("0"));
    }

    private String boot(String run) throws IOException, InterruptedException {
        BareOptions options = BareOptions.of(debian.folder().resolve("fw_dynamic.bin"))
                .withHarts(4)
                .withKernel(debian.kernel())
                .withInitrd(Files.write(folder.resolve("initramfs"), initramfs()))
                .withAppend("console=ttyS0 run=\"" + run + "\"");
        try (Dialogue dialogue = new Dialogue(options)) {
            return dialogue.toTheEnd();
        }
    }

    /** The image's, and behind it an archive with the program. */
    private byte[] initramfs() throws IOException {
        Assembler program = Assembler.parse("shootdown.s", BASE, SHOOTDOWN);
        byte[] file = ElfProgram.link(BASE, program.bytes(), program.labels(), program.addressOf("_start"));
        ByteArrayOutputStream archives = new ByteArrayOutputStream();
        archives.writeBytes(Files.readAllBytes(debian.initramfs()));
        while (archives.size() % 4 != 0) {
            archives.write(0);
        }
        archives.writeBytes(Newc.write(List.of(Newc.Member.file("shootdown", 0755, file))));
        return archives.toByteArray();
    }
}
