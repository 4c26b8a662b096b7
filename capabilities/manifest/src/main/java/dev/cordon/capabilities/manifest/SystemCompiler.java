// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.DeviceGrant;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** Writes down what the wires of a checked system mean: every right as a record. */
final class SystemCompiler {

    /** Page frames for the spaces of one domain, not counting those that map a guest's memory, nor the message areas of its VMM. */
    private static final long FRAMES = 32;

    /** Kernel objects of one domain: execution contexts, portals, capabilities. */
    private static final long OBJECTS = 4096;

    /** How much guest memory one frame of page tables maps at least. */
    private static final long MAPPED_BY_FRAME = 512 * Guest.PAGE;

    /** What the root task needs for each domain beside guest memory: what it tells the domain, and its ports. */
    private static final long DOMAIN_MEMORY = 64 << 10;

    /** What the root task needs for each pCPU. */
    private static final long PCPU_MEMORY = 128 << 10;

    /** Guest memory begins at a multiple of that, or of its own size if that is less. */
    private static final long ALIGNMENT = 32L << 20;

    private final SystemManifest system;

    /** Domains are numbered as components are. */
    private final List<Context> contexts;

    private final List<String> programs = new ArrayList<>(List.of(CompiledSystem.ROOT_TASK));
    private final List<BootModule> modules = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private final List<DeviceGrant> devices = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    private SystemCompiler(SystemManifest system) {
        this.system = system;
        this.contexts = Timetable.of(system);
    }

    static CompiledSystem compile(SystemManifest system) {
        SystemCompiler compiler = new SystemCompiler(system);
        for (Component component : system.components()) {
            switch (component) {
                case GuestComponent guest -> compiler.guest(guest);
                case DriverComponent driver -> compiler.driver(driver);
            }
        }
        system.components().forEach(compiler::wire);
        Plan plan = new Plan(
                system.machine().pcpus(),
                compiler.domains,
                compiler.contexts,
                compiler.guests,
                compiler.devices,
                compiler.channels);
        return new CompiledSystem(plan, compiler.programs, compiler.modules, compiler.memory());
    }

    private void guest(GuestComponent guest) {
        int index = domains.size();
        long areas = contexts.stream() // its VMM has one on each pCPU
                .filter(context -> context.domain() == index)
                .map(Context::pcpu)
                .distinct()
                .count();
        long mapping = Math.ceilDiv(guest.memory(), MAPPED_BY_FRAME);
        int domain = domain(guest, CompiledSystem.VMM, FRAMES + mapping + areas);
        int kernel = number(modules, guest.kernel());
        OptionalInt initrd = guest.initrd().isPresent()
                ? OptionalInt.of(number(modules, guest.initrd().get()))
                : OptionalInt.empty();
        String commandLine = CommandLine.of(guest.append(), guest.uses().containsKey("console"));
        guests.add(new Guest(domain, guest.memory(), guest.vcpus(), kernel, initrd, commandLine));
    }

    private void driver(DriverComponent driver) {
        int domain = domain(driver, driver.driver(), FRAMES);
        if (driver.provides().containsValue(PortType.CONSOLE_PORT.word())) {
            channels.add(new Channel(Plan.ROOT_TASK, domain, Channel.Kind.CONSOLE, 0));
        }
    }

    private int domain(Component component, String program, long frames) {
        domains.add(new Domain(component.name(), number(programs, program), frames, OBJECTS, component.life()));
        return domains.size() - 1;
    }

    /** The index of {@code element} in {@code list}, to which it is added if need be. */
    private static <T> int number(List<T> list, T element) {
        if (!list.contains(element)) {
            list.add(element);
        }
        return list.indexOf(element);
    }

    /** The bytes that the whole plan takes, generously. */
    private long memory() {
        long bytes = ALIGNMENT + system.machine().pcpus() * PCPU_MEMORY;
        for (Guest guest : guests) {
            bytes += Math.ceilDiv(guest.memory(), ALIGNMENT) * ALIGNMENT;
        }
        for (Domain domain : domains) {
            bytes += DOMAIN_MEMORY + domain.frames() * Guest.PAGE;
        }
        return bytes;
    }

    private void wire(Component component) {
        int user = index(component.name());
        for (Map.Entry<String, Wire> use : component.uses().entrySet()) {
            Wire wire = use.getValue();
            if (wire.toMachine()) {
                devices.add(new DeviceGrant(user, Objects.requireNonNull(Vocabulary.DEVICES.get(wire.port()))));
            } else {
                int server = index(wire.component());
                channels.add(new Channel(user, server, Channel.Kind.CONSOLE, channel(server)));
            }
        }
    }

    /** The number of the next client of {@code server}: the root task, if it is one, has 0. */
    private int channel(int server) {
        return Math.max(1, (int)
                channels.stream().filter(channel -> channel.server() == server).count());
    }

    private int index(String name) {
        for (int i = 0; i < domains.size(); i++) {
            if (domains.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no component '" + name + "': the system was not checked");
    }
}
