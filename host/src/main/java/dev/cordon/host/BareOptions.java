// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What to run on a bare machine, which is like {@code qemu -M virt}: firmware, and perhaps a kernel that it starts; or one
 * program in M-mode.
 *
 * @param machineMode what the harts start with in M-mode: an ELF file, or a flat binary for the first byte of RAM
 * @param kernel what the firmware starts in S-mode
 * @param initrd the initial RAM file system
 * @param append the kernel's command line; there are no default parameters
 * @param memory bytes of RAM, a multiple of 4096
 * @param harts number of harts, 1 to 32
 * @param signature what to do with the signature of a test program
 * @param isa what the harts claim to have, as an ISA string such as {@code rv64gc_zba}, or the name of a file, with a dot or a slash in it, that
 *     describes a variant of the instruction set ({@code docs/variants.md}); all that they can, if empty
 * @param trace what to write of what the harts do
 * @param reboots whether a reset starts the software anew; it ends the run otherwise
 * @param gdb the port of this host where a debugger is awaited before the first instruction; 0 for any that is free
 * @param aia which interrupt controllers there are
 * @param engine how harts execute the software; the usual way, if empty
 */
public record BareOptions(
        Path machineMode,
        Optional<Path> kernel,
        Optional<Path> initrd,
        String append,
        long memory,
        int harts,
        Optional<Signature> signature,
        Optional<String> isa,
        Optional<TraceOptions> trace,
        boolean reboots,
        OptionalInt gdb,
        Aia aia,
        Optional<Engine> engine) {
    /**
     * Which interrupt controllers the machine has, as {@code qemu -M virt,aia=...,aia-guests=...} spells it.
     *
     * @param name {@code none} (a PLIC), {@code aplic} or {@code aplic-imsic}
     * @param guests guest interrupt files at each hart, 0 to 63; of {@code aplic-imsic} only
     */
    public record Aia(String name, int guests) {}

    /**
     * Where a test program's signature goes when the program ends itself: the memory from its symbol {@code
     * begin_signature} to {@code end_signature}, a word a line, in lower-case hexadecimal, most significant digit first.
     *
     * @param file is replaced
     * @param granularity bytes of a word: 4 or 8
     */
    public record Signature(Path file, int granularity) {}

    /** The files that are to be run. */
    Stream<Path> inputs() {
        return Stream.of(Optional.of(machineMode), kernel, initrd).flatMap(Optional::stream);
    }

    /** Firmware or a program on one hart with 256 MiB. */
    public static BareOptions of(Path machineMode) {
        return new BareOptions(
                machineMode,
                Optional.empty(),
                Optional.empty(),
                "",
                256L << 20,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                OptionalInt.empty(),
                new Aia("none", 0),
                Optional.empty());
    }

    /** The components one by one, so that a single one can be changed. */
    private static final class Draft {
        private final Path machineMode;
        private Optional<Path> kernel;
        private Optional<Path> initrd;
        private String append;
        private long memory;
        private int harts;
        private Optional<Signature> signature;
        private Optional<String> isa;
        private Optional<TraceOptions> trace;
        private boolean reboots;
        private OptionalInt gdb;
        private Aia aia;
        private Optional<Engine> engine;

        Draft(BareOptions from) {
            machineMode = from.machineMode;
            kernel = from.kernel;
            initrd = from.initrd;
            append = from.append;
            memory = from.memory;
            harts = from.harts;
            signature = from.signature;
            isa = from.isa;
            trace = from.trace;
            reboots = from.reboots;
            gdb = from.gdb;
            aia = from.aia;
            engine = from.engine;
        }

        BareOptions options() {
            return new BareOptions(
                    machineMode,
                    kernel,
                    initrd,
                    append,
                    memory,
                    harts,
                    signature,
                    isa,
                    trace,
                    reboots,
                    gdb,
                    aia,
                    engine);
        }
    }

    private BareOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The same with a kernel. */
    public BareOptions withKernel(Path file) {
        return with(draft -> draft.kernel = Optional.of(file));
    }

    /** The same with an initial RAM file system. */
    public BareOptions withInitrd(Path file) {
        return with(draft -> draft.initrd = Optional.of(file));
    }

    /** The same with a command line. */
    public BareOptions withAppend(String commandLine) {
        return with(draft -> draft.append = commandLine);
    }

    /** The same with so many bytes of RAM. */
    public BareOptions withMemory(long bytes) {
        return with(draft -> draft.memory = bytes);
    }

    /** The same with so many harts. */
    public BareOptions withHarts(int number) {
        return with(draft -> draft.harts = number);
    }

    /** The same with the program's signature written to a file. */
    public BareOptions withSignature(Path file, int granularity) {
        return with(draft -> draft.signature = Optional.of(new Signature(file, granularity)));
    }

    /** The same with harts of another instruction set: an ISA string, or the name of a file; the device tree says what they claim. */
    public BareOptions withIsa(String claimed) {
        return with(draft -> draft.isa = Optional.of(claimed));
    }

    /** The same with a trace. */
    public BareOptions withTrace(TraceOptions wanted) {
        return with(draft -> draft.trace = Optional.of(wanted));
    }

    /** The same with a reset ending the run, as {@link Outcome.Cause#RESET}. */
    public BareOptions withoutReboot() {
        return with(draft -> draft.reboots = false);
    }

    /** The same with a debugger awaited at a port, 1 to 65535, or 0 for any that is free. */
    public BareOptions withGdb(int port) {
        return with(draft -> draft.gdb = OptionalInt.of(port));
    }

    /** The same with other interrupt controllers than a PLIC. */
    public BareOptions withAia(String name, int guests) {
        return with(draft -> draft.aia = new Aia(name, guests));
    }

    /** The same with harts that execute the software in a certain way. */
    public BareOptions withEngine(Engine chosen) {
        return with(draft -> draft.engine = Optional.of(chosen));
    }
}
