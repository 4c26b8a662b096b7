// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A system: the machine and the components that run on it.
 *
 * @param machine the machine
 * @param components guests and drivers, in the order of the manifest
 * @param positions where they stand in the manifest
 */
public record SystemManifest(MachineSection machine, List<Component> components, Positions positions) {

    public SystemManifest {
        components = List.copyOf(components);
    }

    /** A system that was not read from a file. Nothing is known of it until it is {@linkplain #check checked}. */
    public SystemManifest(MachineSection machine, List<Component> components) {
        this(machine, components, Positions.NONE);
    }

    /**
     * Reads, parses and checks the manifest in {@code file}. Whatever is wrong, with the file too, is a diagnostic; nothing is
     * thrown.
     *
     * @param images the names that {@code image:} may give
     */
    public static CheckedSystem load(Path file, Set<String> images) {
        return ManifestParser.load(file, images);
    }

    /**
     * Parses and checks a manifest that is at hand as text.
     *
     * @param file its name, for diagnostics; relative paths in it are resolved against the folder of this
     * @param images the names that {@code image:} may give
     */
    public static CheckedSystem parse(Path file, String text, Set<String> images) {
        return ManifestParser.parse(file, text, images);
    }

    /**
     * Checks the whole system, the files that it names included.
     *
     * @param images the names of the images that there are
     */
    public CheckedSystem check(Set<String> images) {
        return CheckedSystem.of(this, SystemCheck.check(this, images, Set.of()));
    }

    /**
     * Turns the system into its plan.
     *
     * @throws IllegalArgumentException if the system has errors, which {@link #check} would have found
     */
    public CompiledSystem compile() {
        return SystemCompiler.compile(this);
    }
}
