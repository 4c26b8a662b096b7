// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Life;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A part of a system that gets a protection domain of its own. What its uses are not wired to, it cannot reach. */
public sealed interface Component permits GuestComponent, DriverComponent {

    /** Its name: lower-case letters, digits and hyphens, beginning with a letter, at most 32 characters; not {@code machine}. */
    String name();

    /** What it uses: the name of each use, and the port that it is wired to. */
    Map<String, Wire> uses();

    /** What it provides: the name of each port, and its type. */
    Map<String, String> provides();

    /** How it begins and ends. */
    Life life();

    /** Where and when it runs. */
    Schedule schedule();

    /** Its path, as {@link Positions} names it. */
    default String path() {
        return "components." + name();
    }

    /** Copies a map and keeps its order, so that a system compiles to the same plan each time. */
    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
