// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.vmm.instance.Vmm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The VMM as it is, but for what a test has it do before it serves an exit. */
abstract class AlteredVmm implements Program {
    private final Vmm vmm = new Vmm();

    /** The programs of a system, whose VMMs are others. */
    static Programs in(CompiledSystem system, Supplier<Program> vmm) {
        List<Supplier<Program>> programs =
                new ArrayList<>(Programs.named(system.programs()).verified());
        programs.set(system.programs().indexOf(CompiledSystem.VMM), vmm);
        return Programs.unverified(programs);
    }

    /** There is an exit; returns the hypervisor that the VMM is given to serve it. */
    abstract Hypervisor exited(Hypervisor h);

    @Override
    public void init(Hypervisor h) {
        vmm.init(h);
    }

    @Override
    public final void called(Hypervisor h, long portal) {
        vmm.called(exited(h), portal);
    }

    @Override
    public final void notified(Hypervisor h, long badges) {
        vmm.notified(h, badges);
    }

    @Override
    public final void save(StateWriter writer) {
        vmm.save(writer);
    }

    @Override
    public final void restore(StateReader reader) {
        vmm.restore(reader);
    }
}
