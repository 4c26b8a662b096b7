// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.DeviceGrant;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.MachineDevice;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Builds a plan: one record after the other, by hypercalls. What cannot be built concerns its own domain only: that one is
 * left as it is, and the reason kept.
 */
final class SystemBuilder {

    /** Blocks of memory are delegated whole if they are aligned; beyond that size, a few more of them do not matter. */
    private static final long LARGEST_ALIGNMENT = 32L << 20;

    private final Hypervisor h;
    private final BootInfo info;
    private final Plan plan;
    private final FreeMemory memory;
    private final List<DomainBuilder> builders = new ArrayList<>();

    /** Why a domain could not be built, by its index; empty for those that could. */
    private final List<Optional<String>> failures = new ArrayList<>();

    /** Where the root task's own console port is; 0 if it has none. */
    private long console;

    /** The domain that serves it. */
    private int consoleServer = -1;

    SystemBuilder(Hypervisor h, BootInfo info, Plan plan, FreeMemory memory) {
        this.h = h;
        this.info = info;
        this.plan = plan;
        this.memory = memory;
    }

    /** Builds everything. Nothing runs yet. */
    void build() {
        for (int pcpu = 1; pcpu < plan.pcpus(); pcpu++) {
            // Should that fail, so will every portal on the pCPU, and be told.
            Hypercalls.createHostEc(h, Slots.ec(pcpu), Selectors.PD, pcpu, 0);
        }
        for (int i = 0; i < plan.domains().size(); i++) {
            builders.add(new DomainBuilder(
                    h, memory, plan.domains().get(i), i, handler(i).pcpu()));
            failures.add(Optional.empty());
            step(i, DomainBuilder::create);
        }
        // The largest first: the alignment of one that follows divides that of the one before.
        for (Guest guest : plan.guests().stream()
                .sorted(Comparator.comparingLong(Guest::memory).reversed())
                .toList()) {
            step(guest.domain(), builder -> guest(builder, guest));
        }
        for (DeviceGrant grant : plan.devices()) {
            step(grant.domain(), builder -> device(builder, grant.device()));
        }
        // A driver counts its ports in the order in which it gets them, and its clients by their numbers.
        for (Channel channel : plan.channels().stream()
                .sorted(Comparator.comparingInt(Channel::number))
                .toList()) {
            channel(channel);
        }
        for (int i = 0; i < builders.size(); i++) {
            step(i, DomainBuilder::handOver);
        }
    }

    /** Why a domain could not be built. */
    Optional<String> failure(int domain) {
        return failures.get(domain);
    }

    private interface Step {
        void take(DomainBuilder builder) throws BuildException;
    }

    private void step(int domain, Step step) {
        if (failures.get(domain).isEmpty()) {
            try {
                step.take(builders.get(domain));
            } catch (BuildException e) {
                failures.set(domain, Optional.of(String.valueOf(e.getMessage())));
            }
        }
    }

    long console() {
        return console;
    }

    int consoleServer() {
        return consoleServer;
    }

    /** The context of a domain's first execution context; a sound plan has one. */
    private Context handler(int domain) {
        return plan.contexts().stream()
                .filter(context -> context.domain() == domain && context.role() == Context.Role.HANDLER)
                .findFirst()
                .orElseThrow();
    }

    private void guest(DomainBuilder builder, Guest guest) throws BuildException {
        long alignment = Math.min(FreeMemory.powerOfTwo(guest.memory()), LARGEST_ALIGNMENT);
        long address = memory.allocate(guest.memory(), alignment);
        builder.giveMemory(BootInfo.GUEST_MEMORY, address, guest.memory(), Permission.MEMORY_ALL);
        module(builder, BootInfo.KERNEL, guest.kernel());
        if (guest.initrd().isPresent()) {
            module(builder, BootInfo.INITRD, guest.initrd().getAsInt());
        }
        builder.commandLine(guest.commandLine());
        for (Context context : plan.contexts()) {
            if (context.domain() == guest.domain() && context.role() == Context.Role.VCPU) {
                builder.giveVcpu(context.pcpu());
            }
        }
    }

    private void module(DomainBuilder builder, long key, int number) throws BuildException {
        int module = info.find(BootInfo.MODULE, number);
        if (module < 0) {
            throw new BuildException("there is no boot module " + number);
        }
        builder.giveMemory(key, info.a(module), info.b(module), Permission.MEMORY_READ);
    }

    private void device(DomainBuilder builder, MachineDevice device) throws BuildException {
        int window = info.find(BootInfo.DEVICE, device.number());
        if (window < 0) {
            throw new BuildException("the machine has no " + device);
        }
        builder.giveMemory(
                BootInfo.DEVICE, info.a(window), info.b(window), Permission.MEMORY_READ | Permission.MEMORY_WRITE);
        if (device.interrupts()) {
            int line = info.find(BootInfo.INTERRUPT, device.interruptNumber());
            if (line < 0) {
                throw new BuildException("the machine has no interrupt for " + device);
            }
            builder.giveInterrupt(info.a(line));
        }
    }

    private void channel(Channel channel) {
        int server = channel.server();
        int client = channel.client();
        boolean root = client == Plan.ROOT_TASK;
        long serverBadge = builders.get(server).nextBadge();
        long clientBadge = root ? RootTask.CONSOLE : builders.get(client).nextBadge();
        step(server, toServer -> {
            long address = memory.allocate(ConsolePort.SIZE, ConsolePort.SIZE);
            toServer.givePort(address, ConsolePort.SIZE);
            if (root) {
                toServer.givePeer(Selectors.MAIN_NOTIFICATION, clientBadge);
                console = address;
                consoleServer = server;
            } else if (failures.get(client).isPresent()) {
                toServer.noPeer();
            } else {
                toServer.givePeer(Slots.notification(client), clientBadge);
                step(client, toClient -> {
                    toClient.givePort(address, ConsolePort.SIZE);
                    toClient.givePeer(Slots.notification(server), serverBadge);
                });
            }
        });
    }
}
