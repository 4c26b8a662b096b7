// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.MachineDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the wires of a system: that each ends somewhere, carries one type, and gives nothing away twice. */
final class WireCheck {

    private final SystemManifest system;
    private final Set<String> broken;
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final Map<MachineDevice, String> owners = new EnumMap<>(MachineDevice.class);
    private final List<Diagnostic> found = new ArrayList<>();

    private WireCheck(SystemManifest system, Set<String> broken) {
        this.system = system;
        this.broken = broken;
        system.components().forEach(component -> components.putIfAbsent(component.name(), component));
    }

    /** Returns everything that is wrong; wires to {@code broken} components are let be. */
    static List<Diagnostic> check(SystemManifest system, Set<String> broken) {
        WireCheck check = new WireCheck(system, broken);
        for (Component component : system.components()) {
            check.provides(component);
            check.uses(component);
        }
        check.cycles();
        return check.found;
    }

    private void provides(Component component) {
        Optional<Vocabulary.Driver> driver = driver(component);
        if (driver.isEmpty()) {
            return;
        }
        List<String> types =
                driver.get().provides().stream().map(PortType::word).sorted().toList();
        component.provides().forEach((port, type) -> {
            if (!types.contains(type)) {
                String what = "this driver does not provide a " + quoted(type);
                String mend = Nearest.mend(type, types, "it provides " + String.join(", ", types));
                report(DiagnosticCode.BAD_PROVIDE, component.path() + ".provides." + port, what, mend);
            }
        });
    }

    private void uses(Component component) {
        Map<String, PortType> known;
        switch (component) {
            case GuestComponent _ -> known = Vocabulary.GUEST_USES;
            case DriverComponent _ -> {
                Optional<Vocabulary.Driver> driver = driver(component);
                if (driver.isEmpty()) {
                    return; // an unknown driver: nobody knows what it uses
                }
                known = driver.get().uses();
                unwired(component, known);
            }
        }
        component.uses().forEach((use, wire) -> {
            PortType type = known.get(use);
            String path = component.path() + ".uses." + use;
            if (type == null) {
                String what = "%s has no use %s".formatted(quoted(component.name()), quoted(use));
                String mend = Nearest.mend(use, known.keySet(), "it can use " + String.join(", ", known.keySet()));
                report(DiagnosticCode.UNKNOWN_USE, path + Section.KEY, what, mend);
            } else {
                end(component, wire, path).ifPresent(end -> join(component, use, type, wire, end, path));
            }
        });
    }

    private void unwired(Component component, Map<String, PortType> needed) {
        for (String use : new TreeSet<>(needed.keySet())) {
            if (!component.uses().containsKey(use) && !malformed(component, use)) {
                String what =
                        "%s has no %s, and can do nothing without it".formatted(quoted(component.name()), quoted(use));
                String mend = "write 'uses: {%s: machine.%s}'".formatted(use, use);
                report(DiagnosticCode.UNWIRED_USE, component.path() + Section.KEY, what, mend);
            }
        }
    }

    /** Whether the use is there, but its wire could not be read, which has been reported. */
    private boolean malformed(Component component, String use) {
        return system.positions().byPath().containsKey(component.path() + ".uses." + use);
    }

    /** The type of what a wire ends at, if it ends anywhere. */
    private Optional<PortType> end(Component user, Wire wire, String path) {
        return wire.toMachine() ? device(user, wire, path) : port(wire, path);
    }

    private Optional<PortType> device(Component user, Wire wire, String path) {
        MachineDevice device = Vocabulary.DEVICES.get(wire.port());
        if (device == null) {
            Set<String> devices = new TreeSet<>(Vocabulary.DEVICES.keySet());
            String what = "the machine has no " + quoted(wire.port());
            String mend = Nearest.mend(wire.port(), devices, "it has " + String.join(", ", devices));
            report(DiagnosticCode.UNKNOWN_PORT, path, what, mend);
            return Optional.empty();
        }
        String owner = owners.putIfAbsent(device, user.name());
        if (owner != null) {
            String what = "%s is given to %s already".formatted(quoted(wire.toString()), quoted(owner));
            report(DiagnosticCode.DEVICE_SHARED, path, what, "give it to one component");
        }
        return Optional.of(Vocabulary.type(device));
    }

    private Optional<PortType> port(Wire wire, String path) {
        if (broken.contains(wire.component())) {
            return Optional.empty();
        }
        Component component = components.get(wire.component());
        if (component == null) {
            Set<String> names = new TreeSet<>(components.keySet());
            names.add(Wire.MACHINE);
            String what = "there is no component " + quoted(wire.component());
            String mend = Nearest.mend(wire.component(), names, "add it, or wire this to another");
            report(DiagnosticCode.UNKNOWN_COMPONENT, path, what, mend);
            return Optional.empty();
        }
        String type = component.provides().get(wire.port());
        if (type == null) {
            Set<String> ports = new TreeSet<>(component.provides().keySet());
            String what = "%s provides no %s".formatted(quoted(component.name()), quoted(wire.port()));
            String otherwise = ports.isEmpty() ? "it provides nothing" : "it provides " + String.join(", ", ports);
            report(DiagnosticCode.UNKNOWN_PORT, path, what, Nearest.mend(wire.port(), ports, otherwise));
            return Optional.empty();
        }
        return Arrays.stream(PortType.values())
                .filter(known -> known.word().equals(type))
                .findFirst(); // a type that there is not has been reported where it stands
    }

    private void join(Component component, String use, PortType wanted, Wire wire, PortType end, String path) {
        if (wanted != end) {
            String what = "%s of %s needs a %s, and %s is a %s"
                    .formatted(
                            quoted(use), quoted(component.name()), wanted.word(), quoted(wire.toString()), end.word());
            report(DiagnosticCode.PORT_TYPE_MISMATCH, path, what, "wire it to a " + wanted.word());
        }
    }

    /** Reports each circle once, at its first component in the order of the manifest. */
    private void cycles() {
        Set<String> done = new HashSet<>();
        for (String name : components.keySet()) {
            walk(name, new ArrayList<>(), done);
        }
    }

    private void walk(String start, List<String> path, Set<String> done) {
        // An explicit stack of (component, next use): a chain of components can be longer than a Java stack is deep.
        Map<String, List<String>> left = new HashMap<>();
        path.add(start);
        while (!path.isEmpty()) {
            String name = path.getLast();
            List<String> next = left.computeIfAbsent(name, this::servers);
            if (next.isEmpty()) {
                path.removeLast();
                done.add(name);
                continue;
            }
            String server = next.removeFirst();
            int before = path.indexOf(server);
            if (before >= 0) {
                cycle(path.subList(before, path.size()));
            } else if (!done.contains(server)) {
                path.add(server);
            }
        }
    }

    private void cycle(List<String> names) {
        String circle = names.stream().map(Section::quoted).collect(Collectors.joining(" uses "));
        String what = "%s uses %s: nobody could start first".formatted(circle, quoted(names.getFirst()));
        report(
                DiagnosticCode.CYCLE,
                "components." + names.getFirst() + Section.KEY,
                what,
                "take one of these wires out");
    }

    private List<String> servers(String name) {
        Component component = components.get(name);
        return component == null
                ? new ArrayList<>()
                : component.uses().values().stream()
                        .filter(wire -> !wire.toMachine())
                        .map(Wire::component)
                        .distinct()
                        .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Optional<Vocabulary.Driver> driver(Component component) {
        return component instanceof DriverComponent driver
                ? Optional.ofNullable(Vocabulary.DRIVERS.get(driver.driver()))
                : Optional.empty();
    }

    private void report(DiagnosticCode code, String path, String what, String mend) {
        found.add(new Diagnostic(code, system.positions().of(path), what, mend));
    }
}
