// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Program;
import java.util.Optional;

/**
 * The trace of a system on the microhypervisor. The core knows nothing of it: whoever lets harts run steps them, and every program, with the
 * hypervisor as it sees it, is wrapped into one that writes down what passes between the two. None of it takes virtual time.
 */
final class SystemTrace implements AutoCloseable {
    private final TraceOptions options;
    private final TraceFile file;
    private final Machine machine;

    private SystemTrace(TraceOptions options, TraceFile file, Machine machine) {
        this.options = options;
        this.file = file;
        this.machine = machine;
    }

    /**
     * Opens the file, and comes between the harts of a machine and who runs them. Before any does.
     *
     * @throws CordonException if the file cannot be written
     */
    static SystemTrace open(TraceOptions options, Machine machine) {
        TraceFile file = TraceFile.open(options.file(), "the trace");
        if (options.kinds().contains(TraceKind.INSTRUCTIONS)) {
            Trace instructions = new Trace(options, new DebugMemory(machine), new Symbols(), file);
            machine.drivenBy(instructions::run);
        }
        return new SystemTrace(options, file, machine);
    }

    /** Whether it is what lets harts run. */
    boolean steps() {
        return options.kinds().contains(TraceKind.INSTRUCTIONS);
    }

    /** A program that does what another does, and is written down. */
    Program observed(Program program) {
        return new ObservedProgram(program, this);
    }

    Machine machine() {
        return machine;
    }

    /** Writes a line of a kind that is wanted. */
    void write(TraceKind kind, String line) {
        if (options.kinds().contains(kind)) {
            file.write(line);
        }
    }

    /** The run has ended: what was seen is in the file. */
    void flush() {
        file.flush();
    }

    /** Why the file is not whole, if it is not; known once it is closed. */
    Optional<String> loss() {
        return file.loss();
    }

    @Override
    public void close() {
        file.close();
    }
}
