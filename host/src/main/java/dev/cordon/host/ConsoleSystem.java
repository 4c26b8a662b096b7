// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.Component;
import dev.cordon.capabilities.manifest.DriverComponent;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.MachineSection;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.manifest.Wire;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.machine.isa.Assembler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Systems that are made without a manifest: guests that have a console each, the driver of the consoles, and nothing else. */
final class ConsoleSystem {
    /** Where the sources of the built-in guests place themselves: as Linux does, 2 MiB into memory. */
    private static final long ENTRY = 0x8020_0000L;

    private static final long BUILT_IN_MEMORY = 4 << 20;

    private ConsoleSystem() {}

    /** The built-in system: a guest that minds its own business, and one that breaks in and has to be stopped. */
    static SystemManifest builtIn() {
        return of(
                MachineSection.DEFAULT,
                List.of(builtIn("greeter", Expect.POWER_OFF), builtIn("intruder", Expect.STOPPED)));
    }

    private static GuestComponent builtIn(String name, Expect expect) {
        byte[] image =
                Assembler.parse(name, ENTRY, source("guest") + source(name)).bytes();
        BootModule kernel = new BootModule.Bytes(name, MemorySegment.ofArray(image));
        return guest(name, kernel, Optional.empty(), "", BUILT_IN_MEMORY, 1, expect);
    }

    private static String source(String name) {
        try (InputStream source = ConsoleSystem.class.getResourceAsStream(name + ".s")) {
            if (source == null) {
                throw new IllegalStateException(name + ".s is missing from the module");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A guest that is wired to the console driver of {@link #of}. */
    static GuestComponent guest(
            String name,
            BootModule kernel,
            Optional<? extends BootModule> initrd,
            String append,
            long memory,
            int vcpus,
            Expect expect) {
        return new GuestComponent(
                name,
                kernel,
                initrd.map(module -> module),
                append,
                memory,
                vcpus,
                Map.of("console", new Wire("console", "port")),
                Life.once(expect));
    }

    /** A system of such guests. */
    static SystemManifest of(MachineSection machine, List<GuestComponent> guests) {
        List<Component> components = new ArrayList<>(guests);
        components.add(new DriverComponent(
                "console", "console", Map.of("uart", new Wire(Wire.MACHINE, "uart")), Map.of("port", "console-port")));
        return new SystemManifest(machine, components);
    }
}
