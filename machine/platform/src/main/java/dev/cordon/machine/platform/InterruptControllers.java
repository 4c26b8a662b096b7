// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.AplicDomain;
import dev.cordon.device.models.MsiAddresses;
import dev.cordon.device.models.Plic;
import dev.cordon.machine.engine.Hart;
import java.util.List;
import java.util.function.IntConsumer;

/** Puts the interrupt controllers of a board on its bus, and wires them to the harts. */
final class InterruptControllers {

    private final PhysicalBus bus;
    private final List<Hart> harts;
    private final IntConsumer wake;

    /**
     * Controllers for a board.
     *
     * @param wake told the index of a hart whose external interrupt has been asserted
     */
    InterruptControllers(PhysicalBus bus, List<Hart> harts, IntConsumer wake) {
        this.bus = bus;
        this.harts = harts;
        this.wake = wake;
    }

    /** A PLIC, with two contexts for each hart. */
    InterruptWires plic() {
        Plic plic = new Plic(AddressMap.PLIC_SOURCES, 2 * harts.size());
        PhysicalBus.Port port = bus.attach(
                AddressMap.PLIC,
                AddressMap.PLIC_SIZE,
                4,
                4,
                plic,
                new ExternalInterrupts(harts, wake, (hart, machine) -> plic.output(machine ? 2 * hart : 2 * hart + 1)));
        return (source, level) -> port.update(() -> plic.setLevel(source, level));
    }

    /** An APLIC that delivers directly. */
    InterruptWires aplic() {
        AplicDomain supervisor = AplicDomain.supervisor(AddressMap.APLIC_SOURCES, harts.size());
        AplicDomain machine = AplicDomain.machine(supervisor);
        return attach(
                machine,
                supervisor,
                new ExternalInterrupts(
                        harts,
                        wake,
                        (hart, forMachine) -> forMachine ? machine.output(hart) : supervisor.output(hart)));
    }

    /** IMSICs, which the harts were made with, and an APLIC that sends them MSIs. */
    InterruptWires aplicAndImsics(List<Imsic> imsics) {
        ImsicPages machineFiles = ImsicPages.ofMachine(imsics);
        ImsicPages supervisorFiles = ImsicPages.ofSupervisor(imsics);
        bus.attach(AddressMap.IMSIC_MACHINE, machineFiles.size(), 4, 4, machineFiles, () -> {});
        bus.attach(AddressMap.IMSIC_SUPERVISOR, supervisorFiles.size(), 4, 4, supervisorFiles, () -> {});

        // An APLIC that wrote anywhere would take another device's lock under its own: MSIs of each level go to the
        // pages of that
        // level, or nowhere.
        MsiAddresses addresses = new MsiAddresses();
        AplicDomain supervisor = AplicDomain.supervisor(
                AddressMap.APLIC_SOURCES,
                harts.size(),
                (hart, guest, identity) -> supervisorFiles.write(
                        addresses.supervisor(hart, guest) - AddressMap.IMSIC_SUPERVISOR, 4, identity));
        AplicDomain machine = AplicDomain.machine(
                supervisor,
                addresses,
                (hart, guest, identity) ->
                        machineFiles.write(addresses.machine(hart) - AddressMap.IMSIC_MACHINE, 4, identity));
        return attach(machine, supervisor, () -> {});
    }

    private InterruptWires attach(AplicDomain machine, AplicDomain supervisor, Runnable settle) {
        PhysicalBus.Port root = bus.attach(AddressMap.APLIC_MACHINE, AddressMap.APLIC_SIZE, 4, 4, machine, settle);
        bus.attachBeside(root, AddressMap.APLIC_SUPERVISOR, AddressMap.APLIC_SIZE, supervisor);
        return (source, level) -> root.update(() -> machine.setLevel(source, level));
    }
}
