// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.BareOptions;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cordon bare}: the machine without the microhypervisor. */
@Command(
        name = "bare",
        description = "Runs firmware or a program on the bare machine, which is like 'qemu-system-riscv64 -M virt'.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The exit status is what the software gives to the finisher, 0 if it powers off;",
            "of a program with a symbol tohost also tohost >> 1, as it stores there by HTIF.",
            "Examples:",
            "  cd $(cordon images path debian)",
            "  cordon bare --firmware fw_dynamic.bin --kernel Image \\",
            "    --initrd initramfs.cpio.gz --append 'console=ttyS0 earlycon=sbi'",
            "  cordon bare program.elf",
            "  cordon bare --trace - --trace-privilege u,s \\",
            "    --trace-pc 0x80000000..0x80000fff program.elf",
            "  cordon bare --gdb 1234 program.elf",
            "  gdb-multiarch -ex 'target remote localhost:1234' program.elf"
        })
final class BareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--firmware", paramLabel = "FILE", description = "What starts in M-mode: OpenSBI, U-Boot, ...")
    private Optional<Path> firmware = Optional.empty();

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "What the firmware starts: a Linux Image, or an ELF file.")
    private Optional<Path> kernel = Optional.empty();

    @Option(names = "--initrd", paramLabel = "FILE", description = "The initial RAM file system.")
    private Optional<Path> initrd = Optional.empty();

    @Option(names = "--append", paramLabel = "TEXT", description = "The kernel's command line; there are no defaults.")
    private String append = "";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = MemoryConverter.class,
            description = "RAM: bytes, or with K, M or G. Default: 256M.")
    private long memory = 256L << 20;

    @Option(names = "--harts", paramLabel = "N", description = "Number of harts. Default: 1.")
    private int harts = 1;

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            description = "Write memory from the symbol begin_signature to end_signature there when the program ends.")
    private Optional<Path> signature = Optional.empty();

    @Option(
            names = "--signature-granularity",
            paramLabel = "BYTES",
            description = "Bytes in a line of the signature: 4 or 8. Default: 8.")
    private int granularity = 8;

    @Option(
            names = "--isa",
            paramLabel = "STRING|FILE",
            description =
                    "What the harts claim to have, such as rv64gc_zba, or a file with a variant. Default: all that they can.")
    private Optional<String> isa = Optional.empty();

    @Option(
            names = "--no-reboot",
            description = "Let a reset end the run, with status 0, instead of starting the software anew.")
    private boolean noReboot;

    @Option(
            names = "--aia",
            paramLabel = "NAME",
            description =
                    "Interrupt controllers: none (a PLIC), aplic, or aplic-imsic, with which the harts claim Smaia"
                            + " and Ssaia. Default: none.")
    private String aia = "none";

    @Option(
            names = "--aia-guests",
            paramLabel = "N",
            description = "Guest interrupt files at each hart, 0 to 63; for --aia aplic-imsic. Default: 0.")
    private int aiaGuests = 0;

    @Option(
            names = "--gdb",
            paramLabel = "PORT",
            description = "Wait for GDB at this port of this host before the first instruction; 0: any free port.")
    private Optional<Integer> gdb = Optional.empty();

    @Mixin
    private final BareTraceOptions trace = new BareTraceOptions();

    @Parameters(arity = "0..1", paramLabel = "ELF", description = "A program for M-mode, instead of firmware.")
    private Optional<Path> program = Optional.empty();

    @Mixin
    private final RunOptions options = new RunOptions();

    /** For picocli. */
    BareCommand() {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (firmware.isPresent() == program.isPresent()) {
            throw new ParameterException(spec.commandLine(), "give either --firmware FILE or a program");
        }
        if (program.isPresent() && (kernel.isPresent() || initrd.isPresent())) {
            throw new CordonException("a program runs alone; --kernel and --initrd need --firmware");
        }
        Optional<Outcome> outcome = StandardStreams.session(
                () -> Cordon.bare(software()),
                options,
                new TimeOptions(),
                spec.commandLine().getErr());
        return outcome.map(BareCommand::status).orElse(ExitStatus.UNEXPECTED_END);
    }

    private BareOptions software() {
        BareOptions software = BareOptions.of(firmware.or(() -> program).orElseThrow())
                .withAppend(append)
                .withMemory(memory)
                .withHarts(harts)
                .withAia(aia, aiaGuests);
        software = kernel.map(software::withKernel).orElse(software);
        software = initrd.map(software::withInitrd).orElse(software);
        software = isa.map(software::withIsa).orElse(software);
        software = gdb.map(software::withGdb).orElse(software);
        software = trace.options().map(software::withTrace).orElse(software);
        software = options.engine().map(software::withEngine).orElse(software);
        BareOptions whole = noReboot ? software.withoutReboot() : software;
        return signature.map(file -> whole.withSignature(file, granularity)).orElse(whole);
    }

    /** A failure's code as far as an exit status can hold it, but never as a success. */
    private static int status(Outcome outcome) {
        int code = outcome.code() & 0xff;
        return outcome.cause() == Outcome.Cause.UNEXPECTED && code == 0 ? ExitStatus.UNEXPECTED_END : code;
    }
}
