// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import dev.cordon.capabilities.manifest.Component;
import dev.cordon.capabilities.manifest.DriverComponent;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.manifest.Wire;
import java.lang.module.Configuration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each guest of a system has to trust, measured on the modules that are really linked: code lines (of our own
 * sources), classes, and the size of their bytecode. Reading the modules takes some tenths of a second.
 *
 * @param core the line budget of the privileged core
 * @param guests the guests in the order of the manifest
 */
public record TcbReport(CoreBudget core, List<GuestTcb> guests) {
    private static final List<String> PRIVILEGED =
            List.of("dev.cordon.microhypervisor.core", "dev.cordon.microhypervisor.verifier", "dev.cordon.root.task");
    private static final List<String> MACHINE = List.of("dev.cordon.machine.platform");
    private static final List<String> POWER_ON = List.of("dev.cordon.host");
    private static final String VMM = "dev.cordon.vmm.instance";
    private static final String DRIVERS = "dev.cordon.drivers.userlevel.";

    public TcbReport {
        guests = List.copyOf(guests);
    }

    /** The report on a system, as this program would run it. */
    public static TcbReport of(SystemManifest system) {
        return of(system, ModuleLayer.boot().configuration());
    }

    /**
     * The report on a system.
     *
     * @param modules the graph of modules that would run it
     * @throws IllegalArgumentException if a module that is needed is not among them
     */
    public static TcbReport of(SystemManifest system, Configuration modules) {
        RoomLines lines = RoomLines.load();
        LinkedModules linked = new LinkedModules(modules, lines);
        List<GuestTcb> guests = new ArrayList<>();
        for (Component component : system.components()) {
            if (component instanceof GuestComponent) {
                guests.add(new GuestTcb(component.name(), rings(linked, driversOf(component, system))));
            }
        }
        return new TcbReport(CoreBudget.of(lines), guests);
    }

    /** The modules of the drivers that a component is wired to, directly or through other drivers. */
    static Set<String> driversOf(Component component, SystemManifest system) {
        Map<String, Component> byName = new TreeMap<>();
        system.components().forEach(other -> byName.put(other.name(), other));
        Set<String> seen = new TreeSet<>();
        Set<String> drivers = new TreeSet<>();
        Deque<Component> open = new ArrayDeque<>(List.of(component));
        while (!open.isEmpty()) {
            Component next = open.remove();
            if (next instanceof DriverComponent driver) {
                drivers.add(DRIVERS + driver.driver());
            }
            for (Wire wire : next.uses().values()) {
                Component other = byName.get(wire.component());
                if (other != null && seen.add(wire.component())) {
                    open.add(other);
                }
            }
        }
        return drivers;
    }

    /** A module belongs to the innermost ring that needs it; what only the machine shares with ring 1 is the machine's. */
    private static List<Ring> rings(LinkedModules linked, Set<String> drivers) {
        Set<String> first = linked.closure(PRIVILEGED);
        first.removeAll(linked.closure(MACHINE));
        Set<String> second = linked.closure(with(drivers, VMM));
        Set<String> third = linked.closure(POWER_ON);
        second.removeIf(name -> first.contains(name) || !name.startsWith("dev.cordon."));
        third.removeIf(name -> first.contains(name) || second.contains(name) || name.startsWith(DRIVERS));
        return List.of(
                new Ring(1, "microhypervisor and root task", linked.measure(first)),
                new Ring(2, "its VMM and the drivers that it is wired to", linked.measure(second)),
                new Ring(3, "machine, power-on, libraries and JDK", linked.measure(third)));
    }

    private static Collection<String> with(Set<String> names, String another) {
        Set<String> all = new TreeSet<>(names);
        all.add(another);
        return all;
    }

    /** A table for people. */
    public String toText() {
        return TcbTable.text(this);
    }

    /** The same as one JSON object. */
    public String toJson() {
        return TcbJson.of(this);
    }
}
