// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Those that are compared, and their command lines: QEMU, and Cordon with each of the engines that are asked for.
 *
 * @param cordon path of the launcher
 * @param qemu path of qemu-system-riscv64
 * @param engines names of Cordon's engines
 */
record Peers(String cordon, String qemu, List<String> engines) {
    static final String QEMU = "QEMU";

    private static final String MEMORY = "256M";

    /** What a guest of the microhypervisor finds: QEMU's processor has nothing more. */
    private static final String PROCESSOR = "rv64,h=off,zbc=off,zfa=off,zawrs=off,zihintntl=off,svvptc=off,sv57=off";

    /** QEMU first, as what the others are compared with. */
    List<String> names() {
        return Stream.concat(Stream.of(QEMU), engines.stream()).toList();
    }

    /** Runs a program in M-mode on a bare machine. */
    Program bare(String name, Path program) {
        return new Program(
                name.equals(QEMU)
                        ? words(
                                "%s -M virt -cpu %s -m %s -nographic -bios",
                                program.toString(), qemu, PROCESSOR, MEMORY)
                        : words("%s bare --engine %s --memory %s", program.toString(), cordon, name, MEMORY));
    }

    /** Boots Linux: on QEMU's board with OpenSBI, with Cordon as a guest of the microhypervisor. */
    Program linux(String name, LinuxImage image, int vcpus, String append) {
        String parameters = "earlycon=sbi console=ttyS0 " + append;
        return new Program(
                name.equals(QEMU)
                        ? words(
                                "%s -M virt -accel tcg,thread=multi -cpu %s -smp %d -m %s -nographic -bios %s -kernel %s -initrd %s -append",
                                parameters,
                                qemu,
                                PROCESSOR,
                                vcpus,
                                MEMORY,
                                image.firmware(),
                                image.kernel(),
                                image.initramfs())
                        : words(
                                "%s boot --stats --engine %s --vcpus %d --memory %s --kernel %s --initrd %s --append",
                                parameters, cordon, name, vcpus, MEMORY, image.kernel(), image.initramfs()));
    }

    /** Boots a small guest of Cordon. */
    Program guest(String engine, Path kernel, int vcpus, int pcpus) {
        return new Program(words(
                "%s boot --engine %s --vcpus %d --pcpus %d --memory 8M --kernel",
                kernel.toString(), cordon, engine, vcpus, pcpus));
    }

    /** Runs a system of Cordon. */
    Program system(String engine, Path manifest) {
        return new Program(words("%s run --engine %s", manifest.toString(), cordon, engine));
    }

    /** The words of a command line, in which each value is one, and a last one that may have spaces. */
    private static List<String> words(String format, String last, Object... values) {
        List<String> words = new ArrayList<>();
        int next = 0;
        for (String word : format.split(" ", -1)) {
            words.add(word.startsWith("%") ? values[next++].toString() : word);
        }
        words.add(last);
        return words;
    }
}
