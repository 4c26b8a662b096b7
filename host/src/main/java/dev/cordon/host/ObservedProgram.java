// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A program whose entries, and what it asks of the microhypervisor in them, are written down. */
final class ObservedProgram implements Program {
    private static final long NO_EVENT = -1;

    private final Program program;
    private final SystemTrace trace;

    /** The component's name, once the program has read it; the root task has none. */
    private volatile String name = "root-task";

    ObservedProgram(Program program, SystemTrace trace) {
        this.program = program;
        this.trace = trace;
    }

    @Override
    public void init(Hypervisor hypervisor) {
        program.init(new ObservedHypervisor(hypervisor, this));
    }

    @Override
    public void called(Hypervisor hypervisor, long portal) {
        Utcb utcb = hypervisor.utcb();
        if (utcb.word(Utcb.EVENT) == NO_EVENT) {
            write(TraceKind.IPC, "called  portal " + portal + ", " + utcb.length() + " words");
            program.called(new ObservedHypervisor(hypervisor, this), portal);
            write(TraceKind.IPC, "replies  " + utcb.length() + " words");
        } else {
            write(TraceKind.EXITS, "exit  portal " + portal + "  " + VmExit.describe(utcb));
            program.called(new ObservedHypervisor(hypervisor, this), portal);
            write(TraceKind.EXITS, "resumes  " + VmExit.describeReply(utcb));
        }
    }

    @Override
    public void notified(Hypervisor hypervisor, long badges) {
        write(TraceKind.IPC, "notified  badges 0x" + Long.toHexString(badges));
        program.notified(new ObservedHypervisor(hypervisor, this), badges);
    }

    @Override
    public void save(StateWriter writer) {
        program.save(writer);
    }

    @Override
    public void restore(StateReader reader) {
        program.restore(reader);
    }

    void write(TraceKind kind, String line) {
        trace.write(kind, name + "  " + line);
    }

    /** The program looks at its boot information, which a segment of RAM holds the beginning of: the component's name stands there. */
    void bootInfo(MemorySegment seen) {
        MemorySegment ram = trace.machine().ram().segment();
        MemorySegment all = ram.asSlice(seen.address() - ram.address());
        BootInfo info = new BootInfo(all);
        int index = info.find(BootInfo.NAME, 0);
        if (index >= 0) {
            byte[] text =
                    all.asSlice(info.a(index) - BootInfo.ADDRESS, info.b(index)).toArray(ValueLayout.JAVA_BYTE);
            name = new String(text, StandardCharsets.US_ASCII);
        }
    }
}
