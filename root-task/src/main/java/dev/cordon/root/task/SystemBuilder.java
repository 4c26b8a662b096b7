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
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;

/**
 * Builds the domains of a plan, one by one and in any order: each by one record of the plan after the other. Two that are wired to each other are joined when the second of
 * them is built.
 */
final class SystemBuilder {

    /** Nobody is signalled by a badge above: those are a domain's own. Late ports share one, for badges are hints. */
    private static final int LAST_BADGE = 61;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Plan plan;
    private final Places places;

    /** A driver counts its ports in the order in which it gets them, and its clients by their numbers. */
    private final List<Integer> channels;

    SystemBuilder(Plan plan, Places places) {
        this.plan = plan;
        this.places = places;
        channels = plan.channels().stream()
                .sorted(Comparator.comparingInt(Channel::number))
                .map(plan.channels()::indexOf)
                .toList();
    }

    /**
     * Builds a domain of which nothing is there. It does not run yet. What is built when this fails stays, until it is removed.
     *
     * @param life which life of the domain it is
     */
    void build(Hypervisor h, int domain, int life) throws BuildException {
        DomainBuilder builder = new DomainBuilder(
                h,
                places,
                plan.domains().get(domain),
                domain,
                life,
                handler(domain).pcpu());
        builder.create();
        for (Guest guest : plan.guests()) {
            if (guest.domain() == domain) {
                guest(h, builder, guest);
                seed(h, builder, domain, life);
            }
        }
        for (DeviceGrant grant : plan.devices()) {
            if (grant.domain() == domain) {
                device(h, builder, grant.device());
            }
        }
        for (int channel : channels) {
            connect(h, builder, domain, channel);
        }
        builder.handOver();
    }

    /** The context of a domain's first execution context; a sound plan has one. */
    private Context handler(int domain) {
        return plan.contexts().stream()
                .filter(context -> context.domain() == domain && context.role() == Context.Role.HANDLER)
                .findFirst()
                .orElseThrow();
    }

    private void guest(Hypervisor h, DomainBuilder builder, Guest guest) throws BuildException {
        builder.giveMemory(BootInfo.GUEST_MEMORY, places.guest(guest), guest.memory(), Permission.MEMORY_ALL);
        module(h, builder, BootInfo.KERNEL, guest.kernel());
        if (guest.initrd().isPresent()) {
            module(h, builder, BootInfo.INITRD, guest.initrd().getAsInt());
        }
        builder.commandLine(guest.commandLine());
        for (Context context : plan.contexts()) {
            if (context.domain() == guest.domain() && context.role() == Context.Role.VCPU) {
                builder.giveVcpu(context.pcpu());
            }
        }
    }

    private static void module(Hypervisor h, DomainBuilder builder, long key, int number) throws BuildException {
        BootInfo info = BootInfo.of(h);
        int module = info.find(BootInfo.MODULE, number);
        if (module < 0) {
            throw new BuildException("there is no boot module " + number);
        }
        builder.giveMemory(key, info.a(module), info.b(module), Permission.MEMORY_READ);
    }

    /** Notes the seed of a domain's life: what the generators that begin with the domain's words draw for it, one life after the other. */
    private static void seed(Hypervisor h, DomainBuilder builder, int domain, int life) throws BuildException {
        BootInfo info = BootInfo.of(h);
        int module = info.find(BootInfo.MODULE, info.count(BootInfo.MODULE) - 1);
        long first = (long) domain * BootInfo.SEED_WORDS;
        if (module < 0 || info.b(module) < (first + BootInfo.SEED_WORDS) * Long.BYTES) {
            throw new BuildException("there is no seed for its random numbers");
        }
        MemorySegment seeds = h.memory(info.a(module), info.b(module));
        for (long word = first; word < first + BootInfo.SEED_WORDS; word += 2) {
            builder.note(
                    BootInfo.SEED,
                    drawn(seeds.getAtIndex(WORD, word), life),
                    drawn(seeds.getAtIndex(WORD, word + 1), life));
        }
    }

    /** What SplitMix64 that begins with {@code seed} draws as its {@code n}th number: for each another. */
    private static long drawn(long seed, int n) {
        long mixed = seed + n * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }

    private static void device(Hypervisor h, DomainBuilder builder, MachineDevice device) throws BuildException {
        BootInfo info = BootInfo.of(h);
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

    /** Gives a domain its end of a channel, if it has one, and each end the right to signal the other, if that is there. */
    private void connect(Hypervisor h, DomainBuilder builder, int domain, int channel) throws BuildException {
        Channel wire = plan.channels().get(channel);
        if (wire.server() != domain && wire.client() != domain) {
            return;
        }
        int peer = wire.server() == domain ? wire.client() : wire.server();
        int position = position(domain, channel);
        if (peer == Plan.ROOT_TASK) {
            builder.givePort(places.port(channel), RootTask.CONSOLE);
            builder.givePeer(position, Selectors.MAIN_NOTIFICATION);
            return;
        }
        builder.givePort(places.port(channel), badge(position(peer, channel)));
        builder.givePeer(position, Slots.notification(peer));
        // The other way as far as the peer is there, and has not taken the place for something else.
        Hypercalls.delegate(
                h,
                Selectors.OBJECT_SPACE,
                Slots.notification(domain),
                Slots.objectSpace(peer),
                Selectors.PEERS + position(peer, channel),
                0,
                Permission.NOTIFICATION_SIGNAL);
    }

    /** The position of a channel among those of a domain, from either end. */
    private int position(int domain, int channel) {
        int position = 0;
        for (int other : channels) {
            if (other == channel) {
                break;
            }
            Channel wire = plan.channels().get(other);
            position += wire.server() == domain || wire.client() == domain ? 1 : 0;
        }
        return position;
    }

    /** The badge by which the peer at the other end of the port in {@code position} signals a domain. */
    private static long badge(int position) {
        return 1L << Math.min(position, LAST_BADGE);
    }
}
