// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** A program made of lambdas. */
final class TestProgram implements Program {
    private Consumer<Hypervisor> init = h -> {};
    private ObjLongConsumer<Hypervisor> called = (h, portal) -> {};
    private ObjLongConsumer<Hypervisor> notified = (h, badges) -> {};

    TestProgram init(Consumer<Hypervisor> entry) {
        init = entry;
        return this;
    }

    TestProgram called(ObjLongConsumer<Hypervisor> entry) {
        called = entry;
        return this;
    }

    TestProgram notified(ObjLongConsumer<Hypervisor> entry) {
        notified = entry;
        return this;
    }

    @Override
    public void init(Hypervisor hypervisor) {
        init.accept(hypervisor);
    }

    @Override
    public void called(Hypervisor hypervisor, long portal) {
        called.accept(hypervisor, portal);
    }

    @Override
    public void notified(Hypervisor hypervisor, long badges) {
        notified.accept(hypervisor, badges);
    }

    @Override
    public void save(StateWriter writer) {}

    @Override
    public void restore(StateReader reader) {}
}
