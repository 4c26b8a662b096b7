// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.formats.DeviceTree;
import dev.cordon.host.BareOptions;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Progress;
import dev.cordon.host.RunListener;
import dev.cordon.host.Timing;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the random numbers of software begin with, in the device trees that it finds. */
@Timeout(120)
class RandomSeedTest {
    /** Where the device tree is in s0, and how large in s1. */
    private static final String FIND = """
            _start: mv      s0, a1
                    lbu     s1, 6(a1)
                    lbu     t0, 7(a1)
                    slli    s1, s1, 8
                    or      s1, s1, t0
            """;

    /** Prints the device tree to the debug console, and asks for a reboot. */
    private static final String GUEST = FIND + """
            more:   mv      a0, s1
                    mv      a1, s0
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x4442434e
                    ecall
                    add     s0, s0, a1
                    sub     s1, s1, a1
                    bnez    s1, more
                    li      a0, 1
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
            """;

    /** Prints the device tree to the UART, and resets the machine; then powers off. */
    private static final String BARE = FIND + """
                    li      s2, 0x10000000
            more:   lbu     t0, 5(s2)
                    andi    t0, t0, 0x20
                    beqz    t0, more
                    lbu     t0, 0(s0)
                    sb      t0, 0(s2)
                    addi    s0, s0, 1
                    addi    s1, s1, -1
                    bnez    s1, more
                    li      t0, 0x80400000          # RAM that a reset leaves alone
                    lw      t1, 0(t0)
                    li      t2, 0x5555
                    bnez    t1, end
                    sw      t2, 0(t0)
                    li      t2, 0x7777
            end:    li      t0, 0x100000
                    sw      t2, 0(t0)
                    j       end
            """;

    /** How often a guest starts that reboots without end. */
    private static final int LIVES = 5;

    @TempDir
    private Path folder;

    @Test
    void inVirtualTimeItIsAFunctionOfTheRunsSeedForEachLifeOfEachGuest() throws Exception {
        List<List<Long>> seeds = guests(Timing.virtual(1));
        assertThat(seeds).hasSize(2 * LIVES).doesNotHaveDuplicates();
        assertThat(guests(Timing.virtual(1))).isEqualTo(seeds);
        assertThat(guests(Timing.virtual(2))).doesNotHaveDuplicates().doesNotContainAnyElementsOf(seeds);
    }

    @Test
    void inRealTimeItIsAnotherForEachLifeOfEachGuest() throws Exception {
        List<List<Long>> seeds = guests(Timing.real());
        assertThat(seeds).hasSize(2 * LIVES).doesNotHaveDuplicates();
        assertThat(guests(Timing.real())).doesNotContainAnyElementsOf(seeds);
    }

    @Test
    void onTheBareMachineItIsAnotherAfterEachReset() throws Exception {
        BareOptions options = BareOptions.of(ElfProgram.write(folder.resolve("bare.elf"), BARE));
        List<List<Long>> seeds = seeds(Cordon.bare(options));
        assertThat(seeds).hasSize(2).doesNotHaveDuplicates();
        assertThat(seeds(Cordon.bare(options))).doesNotContainAnyElementsOf(seeds);
    }

    private List<List<Long>> guests(Timing timing) throws Exception {
        ElfProgram.write(folder.resolve("guest.elf"), GUEST);
        Path manifest = Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                components:
                  one:
                    guest: {kernel: guest.elf, memory: 4M}
                    uses: {console: console.port}
                    restart: on-reboot
                  two:
                    guest: {kernel: guest.elf, memory: 4M}
                    uses: {console: console.port}
                    restart: on-reboot
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """);
        return seeds(Cordon.load(manifest, Progress.SILENT, timing));
    }

    /** The seeds in all device trees that are printed, console by console. */
    private static List<List<Long>> seeds(Cordon made) throws Exception {
        Map<String, ByteArrayOutputStream> printed = new TreeMap<>();
        try (made) {
            made.start(new RunListener() {
                @Override
                public void output(Console console, byte[] written) {
                    printed.computeIfAbsent(console.name(), _ -> new ByteArrayOutputStream())
                            .writeBytes(written);
                }
            });
            made.await();
        }
        List<List<Long>> seeds = new ArrayList<>();
        for (ByteArrayOutputStream trees : printed.values()) {
            byte[] left = trees.toByteArray();
            while (left.length != 0) {
                int size = ByteBuffer.wrap(left).getInt(Integer.BYTES);
                MemorySegment tree = MemorySegment.ofArray(Arrays.copyOf(left, size));
                List<Long> seed =
                        DeviceTree.parse(tree).find("/chosen").orElseThrow().u64s("rng-seed");
                assertThat(seed).hasSize(4).doesNotHaveDuplicates();
                seeds.add(seed);
                left = Arrays.copyOfRange(left, size, left.length);
            }
        }
        return seeds;
    }
}
