// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.BareMachine;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** What stands between a bare machine and its harts: a trace, a debugger, both, or nothing. Its host resources are open. */
final class BareDebugging implements AutoCloseable {
    private final Optional<TraceOptions> wanted;
    private final Optional<TraceFile> trace;
    private final Optional<GdbServer> server;

    private BareDebugging(Optional<TraceOptions> wanted, Optional<TraceFile> trace, Optional<GdbServer> server) {
        this.wanted = wanted;
        this.trace = trace;
        this.server = server;
    }

    /**
     * Opens what is wanted.
     *
     * @throws CordonException if a file or a port cannot be had
     */
    static BareDebugging open(Optional<TraceOptions> trace, OptionalInt port) {
        Optional<TraceFile> file = trace.map(options -> TraceFile.open(options.file(), "the trace"));
        Optional<GdbServer> server = port.isPresent() ? Optional.of(GdbServer.at(port.getAsInt())) : Optional.empty();
        return new BareDebugging(trace, file, server);
    }

    /** Comes between a machine that is not started yet and its harts, if there is anything to see. */
    void attach(BareMachine machine, Symbols symbols) {
        Optional<Trace> observer = wanted.map(
                options -> new Trace(options, new DebugMemory(machine.machine()), symbols, trace.orElseThrow()));
        observer.ifPresent(steps -> machine.drivenBy(steps::run));
        server.ifPresent(gdb -> {
            HartStep step = observer.isPresent() ? observer.get() : (hart, state) -> hart.step(state);
            GdbTarget target = new GdbTarget(machine, step, observer.isPresent(), gdb::tell);
            machine.drivenBy(target);
            gdb.start(target);
        });
    }

    /** What to tell before the first instruction; empty if nothing. */
    Optional<String> greeting() {
        return server.map(gdb -> "waiting for a debugger at port " + gdb.port()
                + ": gdb-multiarch -ex 'target remote localhost:" + gdb.port() + "'");
    }

    /** The run has ended, so with an exit code: whoever looks on hears of it. */
    void end(int code) throws IOException, InterruptedException {
        trace.ifPresent(TraceFile::flush);
        if (server.isPresent()) {
            server.get().end(code);
        }
    }

    /** Why the trace is not whole, if there is one and it is not; known once it is closed. */
    Optional<String> loss() {
        return trace.flatMap(TraceFile::loss);
    }

    @Override
    public void close() throws IOException {
        trace.ifPresent(TraceFile::close);
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
