// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Boots the same Linux several times in one JVM and prints a {@link Sample} of each boot, a line each: what the second takes, it takes after warm-up.
 *
 * <p>Arguments: how often; {@code bare} or {@code guest}; firmware, kernel, initramfs and kernel command line.
 */
public final class RepeatedBoot {
    private RepeatedBoot() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            out.println(boot(arguments));
        }
    }

    private static Sample boot(String[] arguments) throws Exception {
        long start = System.nanoTime();
        long processor = processor();
        try (Cordon cordon = assemble(arguments)) {
            InputStream console = cordon.consoles().getFirst().output();
            cordon.start();
            console.transferTo(OutputStream.nullOutputStream());
            cordon.await();
            return new Sample(
                    cordon.instructions(), (System.nanoTime() - start) / 1e9, (processor() - processor) / 1e9);
        }
    }

    private static Cordon assemble(String[] arguments) {
        Path kernel = Path.of(arguments[3]);
        Path initrd = Path.of(arguments[4]);
        return arguments[1].equals("bare")
                ? Cordon.bare(BareOptions.of(Path.of(arguments[2]))
                        .withKernel(kernel)
                        .withInitrd(initrd)
                        .withAppend(arguments[5]))
                : Cordon.boot(GuestOptions.of(kernel).withInitrd(initrd).withAppend(arguments[5]));
    }

    private static long processor() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
