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

/**
 * Writes down what the wires of a checked system mean: every right as a record. Guests are dealt to the pCPUs in turn; drivers
 * live on the first and come before guests when both could run.
 */
final class SystemCompiler {

    private static final int DRIVER_PRIORITY = 96;
    private static final int VMM_PRIORITY = 64;
    private static final int VCPU_PRIORITY = 32;
    private static final long BUDGET_MICROSECONDS = 10_000;

    /** Kernel memory for the objects of one domain. */
    private static final long OBJECT_QUOTA = 4L << 20;

    /** Page tables take 1/512 of the memory that they map, in the host and in the guest space of a VMM. */
    private static final int BYTES_MAPPED_PER_QUOTA_BYTE = 256;

    private final SystemManifest system;
    private final List<BootModule> modules = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();
    private final List<Context> contexts = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private final List<DeviceGrant> devices = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    private SystemCompiler(SystemManifest system) {
        this.system = system;
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
        return new CompiledSystem(plan, compiler.modules);
    }

    private void guest(GuestComponent guest) {
        int domain = domain(guest, "vmm", OBJECT_QUOTA + guest.memory() / BYTES_MAPPED_PER_QUOTA_BYTE);
        int pcpu = guests.size() % system.machine().pcpus();
        contexts.add(new Context(domain, Context.Role.HANDLER, pcpu, VMM_PRIORITY, BUDGET_MICROSECONDS));
        for (int vcpu = 0; vcpu < guest.vcpus(); vcpu++) {
            contexts.add(new Context(domain, Context.Role.VCPU, pcpu, VCPU_PRIORITY, BUDGET_MICROSECONDS));
        }
        int kernel = module(guest.kernel());
        OptionalInt initrd = guest.initrd().isPresent()
                ? OptionalInt.of(module(guest.initrd().get()))
                : OptionalInt.empty();
        String commandLine = CommandLine.of(guest.append(), guest.uses().containsKey("console"));
        guests.add(new Guest(domain, guest.memory(), guest.vcpus(), kernel, initrd, commandLine));
    }

    private void driver(DriverComponent driver) {
        int domain = domain(driver, driver.driver(), OBJECT_QUOTA);
        contexts.add(new Context(domain, Context.Role.HANDLER, 0, DRIVER_PRIORITY, BUDGET_MICROSECONDS));
        if (driver.provides().containsValue(PortType.CONSOLE_PORT.word())) {
            channels.add(new Channel(Plan.ROOT_TASK, domain, Channel.Kind.CONSOLE, 0));
        }
    }

    private int domain(Component component, String program, long quota) {
        domains.add(new Domain(component.name(), module(new BootModule.Program(program)), quota, component.expect()));
        return domains.size() - 1;
    }

    private int module(BootModule module) {
        if (!modules.contains(module)) {
            modules.add(module);
        }
        return modules.indexOf(module);
    }

    private void wire(Component component) {
        int user = index(component.name());
        for (Map.Entry<String, Wire> use : component.uses().entrySet()) {
            Wire wire = use.getValue();
            if (wire.toMachine()) {
                devices.add(new DeviceGrant(user, Objects.requireNonNull(Vocabulary.DEVICES.get(wire.port()))));
            } else {
                int server = index(wire.component());
                channels.add(new Channel(user, server, Channel.Kind.CONSOLE, number(server)));
            }
        }
    }

    /** The number of the next client of {@code server}: the root task, if it is one, has 0. */
    private int number(int server) {
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
