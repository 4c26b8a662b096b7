// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.TraceOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cordon boot}: one guest without a manifest. */
@Command(
        name = "boot",
        description = "Boots one guest under the microhypervisor, without a manifest.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The kernel's command line begins with earlycon=sbi console=ttyS0; --append",
            "comes after these and replaces those of the same name.",
            "On a terminal Ctrl-a x leaves.",
            "Example:",
            "  cd $(cordon images path debian)",
            "  cordon boot --kernel Image --initrd initramfs.cpio.gz --append quiet"
        })
final class BootCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--kernel", paramLabel = "FILE", required = true, description = "A Linux Image or an ELF file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "The initial RAM file system.")
    private Optional<Path> initrd = Optional.empty();

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel parameters.")
    private String append = "";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = MemoryConverter.class,
            description = "Memory: bytes, or with K, M or G. Default: 256M.")
    private long memory = 256L << 20;

    @Option(names = "--vcpus", paramLabel = "N", description = "Number of vCPUs. Default: 1.")
    private int vcpus = 1;

    @Option(
            names = "--pcpus",
            paramLabel = "N",
            description =
                    "Number of pCPUs, each a host thread, to which the vCPUs are dealt in turn. Default: one each.")
    private Optional<Integer> pcpus = Optional.empty();

    @Mixin
    private final TimeOptions time = new TimeOptions();

    @Mixin
    private final SystemTraceOptions trace = new SystemTraceOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    /** For picocli. */
    BootCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        GuestOptions guest =
                GuestOptions.of(kernel).withAppend(append).withMemory(memory).withVcpus(vcpus);
        GuestOptions placed = pcpus.map(guest::withPcpus).orElse(guest);
        GuestOptions whole = initrd.map(placed::withInitrd).orElse(placed);
        Optional<TraceOptions> traced = trace.options();
        return SystemRun.run(
                () -> Cordon.boot(whole, time.timing(options.timeout()), options.engine()),
                options,
                time,
                traced,
                spec.commandLine().getErr());
    }
}
