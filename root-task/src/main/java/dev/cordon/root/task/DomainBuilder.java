// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.BuildException.demand;

import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Builds one domain: {@link #create} makes its kernel objects, the {@code give} methods give it rights and note them in its table, {@link #handOver}
 * gives it the table. It does not run yet. Memory stands in its host space where it stands in the machine.
 */
final class DomainBuilder {

    private final Hypervisor h;
    private final Places places;
    private final Domain domain;
    private final int index;
    private final int life;
    private final int pcpu;

    /** What the table will say: key, a, b. */
    private final List<long[]> table = new ArrayList<>();

    /** The further pCPUs on which it has an execution context. */
    private final Set<Integer> served = new TreeSet<>();

    private int vcpus;
    private int interrupts;
    private String commandLine = "";

    /**
     * @param index the domain's index in the plan
     * @param life which life of the domain it is
     * @param pcpu that of its first execution context
     */
    DomainBuilder(Hypervisor h, Places places, Domain domain, int index, int life, int pcpu) {
        this.h = h;
        this.places = places;
        this.domain = domain;
        this.index = index;
        this.life = life;
        this.pcpu = pcpu;
    }

    /** Makes the domain, with what every domain has. All of it is made in the domain's name, and goes with it. */
    void create() throws BuildException {
        long pd = Slots.pd(index);
        demand(
                Hypercalls.createPd(h, pd, Selectors.PD, domain.program(), domain.frames(), domain.objects()),
                "create the protection domain");
        createEc(pcpu);
        demand(
                Hypercalls.createNotification(h, Slots.notification(index), pd, Slots.ec(index, pcpu)),
                "create the notification");
        give(pd, Selectors.PD, Permission.PD_CREATE);
        give(Slots.objectSpace(index), Selectors.OBJECT_SPACE, Permission.SPACE_TAKE | Permission.SPACE_GRANT);
        give(Slots.hostSpace(index), Selectors.HOST_SPACE, Permission.SPACE_TAKE | Permission.SPACE_GRANT);
        giveEc(pcpu, Selectors.MAIN_EC, Selectors.ROOT_PORTALS);
        give(
                Slots.notification(index),
                Selectors.MAIN_NOTIFICATION,
                Permission.NOTIFICATION_SIGNAL | Permission.NOTIFICATION_BIND);
        note(BootInfo.PCPUS, 1, pcpu);
    }

    /** Makes the domain's execution context of {@code on}, and the portals by which the root task hears of it. */
    private void createEc(int on) throws BuildException {
        for (int kind = 0; kind < RootPortal.COUNT; kind++) {
            long id = Portals.id(index, life, on, kind);
            demand(
                    Hypercalls.createPortal(h, Slots.portal(index, on, kind), Slots.pd(index), Slots.ec(on), id, 0),
                    "create a portal");
        }
        long fault = Slots.portal(index, on, RootPortal.FAULT);
        demand(
                Hypercalls.createHostEc(h, Slots.ec(index, on), Slots.pd(index), on, fault),
                "create the execution context");
    }

    private void giveEc(int on, long ec, long rootPortals) throws BuildException {
        give(Slots.ec(index, on), ec, Permission.EC_BIND | Permission.EC_CONTROL);
        for (int kind : new int[] {RootPortal.ENDED, RootPortal.LOG}) {
            give(Slots.portal(index, on, kind), rootPortals + kind, Permission.PORTAL_CALL);
        }
    }

    /** Makes the guest's next vCPU, on {@code on}, and what serves its exits there. It has no time yet: that comes with its scheduling context. */
    void giveVcpu(int on) throws BuildException {
        int vcpu = vcpus++;
        demand(
                Hypercalls.createVcpu(h, Slots.vcpu(index, vcpu), Slots.pd(index), on, Selectors.events(vcpu)),
                "create a vCPU");
        give(Slots.vcpu(index, vcpu), Selectors.vcpu(vcpu), Permission.EC_CONTROL);
        if (on == pcpu) {
            note(BootInfo.VCPU, Selectors.MAIN_EC, Selectors.ROOT_PORTALS);
            return;
        }
        if (served.add(on)) {
            createEc(on);
            giveEc(on, Selectors.context(on), Selectors.rootPortals(on));
        }
        note(BootInfo.VCPU, Selectors.context(on), Selectors.rootPortals(on));
    }

    /** Gives a capability of the root task's, with {@code permissions}, to be found at {@code selector}. */
    private void give(long capability, long selector, int permissions) throws BuildException {
        demand(delegate(capability, selector, permissions), "delegate a capability");
    }

    private int delegate(long capability, long selector, int permissions) {
        long space = Slots.objectSpace(index);
        return Hypercalls.delegate(h, Selectors.OBJECT_SPACE, capability, space, selector, 0, permissions);
    }

    /** Gives the machine memory {@code [address, address + size)}, rounded to pages, and notes it under {@code key}. */
    void giveMemory(long key, long address, long size, int permissions) throws BuildException {
        long page = address / FreeMemory.PAGE;
        mapPages(page, page, FreeMemory.roundUp(size, FreeMemory.PAGE) / FreeMemory.PAGE, permissions);
        note(key, address, size);
    }

    /** Notes something that needs no right. */
    void note(long key, long a, long b) {
        table.add(new long[] {key, a, b});
    }

    /** Gives an interrupt line of the machine. */
    void giveInterrupt(long line) throws BuildException {
        long selector = Selectors.INTERRUPTS + interrupts++;
        give(Selectors.INTERRUPTS + line, selector, Permission.INTERRUPT_BIND);
        note(BootInfo.INTERRUPT, line, selector);
    }

    /**
     * Gives the memory of the next port, and notes the badge that the peer expects. The right to signal the peer is to be found by the port's position, as soon as the peer is there.
     */
    void givePort(long address, long badge) throws BuildException {
        giveMemory(BootInfo.PORT, address, ConsolePort.SIZE, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
        note(BootInfo.PORT_BADGE, badge, 0);
    }

    /** Gives the right to signal the peer at the other end of the port in {@code position}, if that is there: if not, it is given when the peer is built. */
    void givePeer(int position, long notification) throws BuildException {
        int status = delegate(notification, Selectors.PEERS + position, Permission.NOTIFICATION_SIGNAL);
        if (status != Status.BAD_CAPABILITY) {
            demand(status, "delegate a capability");
        }
    }

    void commandLine(String line) {
        commandLine = line;
    }

    /** Hands over the table: from then on the domain is complete. */
    void handOver() throws BuildException {
        byte[] name = domain.name().getBytes(StandardCharsets.US_ASCII);
        byte[] line = commandLine.getBytes(StandardCharsets.US_ASCII);
        int records = table.size() + 2;
        long size = FreeMemory.roundUp(BootInfo.bytes(records) + name.length + line.length, FreeMemory.PAGE);
        long address = places.table(index, size);
        MemorySegment segment = h.memory(address, size);
        long end = BootInfo.bytes(records);
        MemorySegment.copy(name, 0, segment, ValueLayout.JAVA_BYTE, end, name.length);
        MemorySegment.copy(line, 0, segment, ValueLayout.JAVA_BYTE, end + name.length, line.length);
        note(BootInfo.NAME, BootInfo.ADDRESS + end, name.length);
        note(BootInfo.COMMAND_LINE, BootInfo.ADDRESS + end + name.length, line.length);
        BootInfo info = new BootInfo(segment);
        info.clear();
        table.forEach(record -> info.add(record[0], record[1], record[2]));
        mapPages(
                address / FreeMemory.PAGE,
                BootInfo.ADDRESS / FreeMemory.PAGE,
                size / FreeMemory.PAGE,
                Permission.MEMORY_READ);
    }

    /** Delegates pages in the largest blocks that both sides allow. */
    private void mapPages(long source, long target, long count, int permissions) throws BuildException {
        for (long done = 0; done < count; ) {
            int order = Math.min(
                    Long.numberOfTrailingZeros((source + done) | (target + done)),
                    Long.SIZE - 1 - Long.numberOfLeadingZeros(count - done));
            int status = mapBlock(source + done, target + done, order, permissions);
            while (status == Status.BAD_CAPABILITY && order > 0) {
                order--; // the block lies in more than one capability
                status = mapBlock(source + done, target + done, order, permissions);
            }
            demand(status, "delegate memory");
            done += 1L << order;
        }
    }

    private int mapBlock(long source, long target, int order, int permissions) {
        return Hypercalls.delegate(h, Selectors.HOST_SPACE, source, Slots.hostSpace(index), target, order, permissions);
    }
}
