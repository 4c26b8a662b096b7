// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.MachineDevice;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of the language, version 1. {@code docs/cordon.schema.json} says the same for editors; a test compares them. */
final class Vocabulary {

    /** The version of the language: what {@code cordon:} must say. */
    static final int VERSION = 1;

    static final List<String> MANIFEST = List.of("cordon", "machine", "components");
    static final List<String> MACHINE = List.of("pcpus");
    static final List<String> GUEST_COMPONENT = List.of("guest", "schedule", "uses", "start", "restart", "expect");
    static final List<String> DRIVER_COMPONENT = List.of("driver", "schedule", "uses", "provides", "expect");
    static final List<String> COMPONENT =
            List.of("guest", "driver", "schedule", "uses", "provides", "start", "restart", "expect");
    static final List<String> SCHEDULE = List.of("pcpus", "priority", "budget", "period", "offset");
    static final List<String> GUEST = List.of("image", "kernel", "initrd", "append", "memory", "vcpus");

    /** The devices that {@code machine.} can name. */
    static final Map<String, MachineDevice> DEVICES = Map.of("uart", MachineDevice.UART);

    /** What a guest can use; it needs none of it. */
    static final Map<String, PortType> GUEST_USES = Map.of("console", PortType.CONSOLE_PORT);

    /** The drivers that there are, by name. */
    static final Map<String, Driver> DRIVERS =
            Map.of("console", new Driver(Map.of("uart", PortType.UART), Set.of(PortType.CONSOLE_PORT)));

    private Vocabulary() {}

    /**
     * What a driver needs and offers.
     *
     * @param uses what it uses; all of it must be wired
     * @param provides the types of port that it can provide
     */
    record Driver(Map<String, PortType> uses, Set<PortType> provides) {}

    /** The type of a machine device. */
    static PortType type(MachineDevice device) {
        return switch (device) {
            case UART -> PortType.UART;
            case FINISHER -> throw new IllegalArgumentException("the finisher is the root task's");
        };
    }
}
