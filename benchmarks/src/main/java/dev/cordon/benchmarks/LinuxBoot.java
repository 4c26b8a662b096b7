// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import dev.cordon.host.Image;
import dev.cordon.host.Images;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Boots Debian's Linux to userspace and power-off: on the bare machine, as a guest of the microhypervisor, and on QEMU, turn by turn, so that all see the same
 * minutes of this host; then prints medians.
 *
 * <p>Options: {@code --qemu PATH} (needed), {@code --cordon PATH} (needed), {@code --runs N} (5), {@code --initrd FILE}, {@code --append TEXT}.
 */
public final class LinuxBoot {
    private static final String MEMORY = "256M";

    private final PrintStream out;
    private final Program bare;
    private final Program guest;
    private final Program bareTwice;
    private final Program guestTwice;
    private final Program qemu;

    private LinuxBoot(PrintStream out, Options options) {
        this.out = out;
        Image debian = Images.ofUser().find("debian");
        if (!debian.present()) {
            throw new IllegalArgumentException("the image is missing: cordon images pull debian");
        }
        String firmware = debian.folder().resolve("fw_dynamic.bin").toString();
        String kernel = debian.kernel().toString();
        String initrd = options.value("--initrd", debian.initramfs().toString());
        String append = options.value("--append", "console=ttyS0 earlycon=sbi run=true");
        String cordon = options.value("--cordon");
        bare = new Program(List.of(
                cordon,
                "bare",
                "--stats",
                "--memory",
                MEMORY,
                "--firmware",
                firmware,
                "--kernel",
                kernel,
                "--initrd",
                initrd,
                "--append",
                append));
        guest = new Program(List.of(
                cordon,
                "boot",
                "--stats",
                "--memory",
                MEMORY,
                "--kernel",
                kernel,
                "--initrd",
                initrd,
                "--append",
                append));
        bareTwice = twice("bare", firmware, kernel, initrd, append);
        guestTwice = twice("guest", firmware, kernel, initrd, append);
        qemu = new Program(List.of(
                options.value("--qemu"),
                "-M",
                "virt",
                "-cpu",
                "rv64",
                "-smp",
                "1",
                "-m",
                MEMORY,
                "-nographic",
                "-bios",
                firmware,
                "-kernel",
                kernel,
                "-initrd",
                initrd,
                "-append",
                append));
    }

    /** The same JVM options as the launcher's, but for its ahead-of-time cache, which belongs to other modules. */
    private static Program twice(String how, String firmware, String kernel, String initrd, String append) {
        return new Program(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=dev.cordon.machine.engine,dev.cordon.machine.platform,dev.cordon.microhypervisor.core",
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "dev.cordon.benchmarks/" + RepeatedBoot.class.getName(),
                "2",
                how,
                firmware,
                kernel,
                initrd,
                append));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = new Options(arguments);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        new LinuxBoot(out, options).run(Integer.parseInt(options.value("--runs", "5")));
    }

    private void run(int runs) throws IOException, InterruptedException {
        out.println("QEMU:  " + qemu);
        out.println("bare:  " + bare);
        out.println("guest: " + guest);
        bare.measure(); // the launcher builds and trains before its first run
        List<Sample> bareCold = new ArrayList<>();
        List<Sample> guestCold = new ArrayList<>();
        List<Sample> bareWarm = new ArrayList<>();
        List<Sample> guestWarm = new ArrayList<>();
        List<Sample> peer = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            out.printf(Locale.ROOT, "run %d of %d%n", i, runs);
            peer.add(qemu.measure());
            bareCold.add(bare.measure());
            guestCold.add(guest.measure());
            bareWarm.add(second(bareTwice));
            guestWarm.add(second(guestTwice));
        }
        out.println();
        out.println(
                "medians                      instructions   wall s    CPU s   M/s of wall   M/s of CPU   CPU of QEMU's");
        Sample reference = Sample.median(peer);
        print("bare machine, from start", Sample.median(bareCold), reference);
        print("bare machine, warm", Sample.median(bareWarm), reference);
        print("guest, from start", Sample.median(guestCold), reference);
        print("guest, warm", Sample.median(guestWarm), reference);
        Sample counted = new Sample(Sample.median(bareCold).instructions(), reference.wall(), reference.processor());
        print("QEMU (instructions: bare's)", counted, reference);
    }

    private static Sample second(Program twice) throws IOException, InterruptedException {
        return Sample.parse(twice.output().lines().toList().getLast());
    }

    private void print(String what, Sample sample, Sample reference) {
        out.printf(
                Locale.ROOT,
                "%-27s %,14d %8.2f %8.2f %13.1f %12.1f %14.2f%n",
                what,
                sample.instructions(),
                sample.wall(),
                sample.processor(),
                sample.instructions() / sample.wall() / 1e6,
                sample.instructions() / sample.processor() / 1e6,
                sample.processor() / reference.processor());
    }
}
