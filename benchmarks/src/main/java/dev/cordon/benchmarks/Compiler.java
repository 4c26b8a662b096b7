// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles the programs in {@code kernels}.
 *
 * @param gcc path of a riscv64-linux-gnu-gcc
 * @param sources where the programs are
 * @param target where what is made of them goes
 */
record Compiler(String gcc, Path sources, Path target) {
    private static final List<String> FLAGS = List.of(
            "-O2",
            "-std=gnu11",
            "-Wall",
            "-ffreestanding",
            "-fno-tree-loop-distribute-patterns", // no calls of memset
            "-ffp-contract=off", // results must agree to the last bit
            "-fno-math-errno");
    private static final List<String> BARE = List.of(
            "-march=rv64gc",
            "-mabi=lp64d",
            "-mcmodel=medany",
            "-msmall-data-limit=0",
            "-fno-pic",
            "-no-pie",
            "-fno-stack-protector",
            "-nostdlib",
            "-static",
            "-Wl,--build-id=none",
            "-Wl,--no-relax");

    /** Makes an ELF file for a machine or guest whose RAM it fills from an address on. */
    Path bare(String name, long origin, String definition, String... files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(gcc));
        command.addAll(BARE);
        command.addAll(List.of(
                "-Wl,--defsym=ORIGIN_OF_IMAGE=" + origin,
                "-T",
                sources.resolve("bare.ld").toString()));
        return compile(command, bareProgram(name), definition, files);
    }

    /** Makes a program for this host. */
    Path host(String name, String definition, String... files) throws IOException, InterruptedException {
        return compile(new ArrayList<>(List.of("cc")), hostProgram(name), definition, files);
    }

    private Path compile(List<String> command, Path program, String definition, String... files)
            throws IOException, InterruptedException {
        Files.createDirectories(target);
        command.addAll(FLAGS);
        command.addAll(List.of("-D" + definition, "-o", program.toString()));
        for (String file : files) {
            command.add(sources.resolve(file).toString());
        }
        new Program(command).output();
        return program;
    }

    Path bareProgram(String name) {
        return target.resolve(name + ".elf");
    }

    Path hostProgram(String name) {
        return target.resolve(name);
    }
}
