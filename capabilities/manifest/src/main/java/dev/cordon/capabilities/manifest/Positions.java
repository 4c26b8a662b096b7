// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.Map;
import java.util.Optional;

/**
 * Where the parts of a system stand in its manifest. A part is named by its path, the keys that lead to it joined by
 * dots: {@code components.web.guest.memory}. Keeping positions beside the records leaves these plain data, which can be built
 * without a file.
 *
 * @param byPath the position of the value at each path; of the key for a component
 */
public record Positions(Map<String, Position> byPath) {

    /** The positions of a system that was not read from a file. */
    public static final Positions NONE = new Positions(Map.of());

    public Positions {
        byPath = Map.copyOf(byPath);
    }

    /** Returns the position of the part at {@code path}, or of the nearest part around it that has one. */
    public Optional<Position> of(String path) {
        return nearest(byPath, path);
    }

    static Optional<Position> nearest(Map<String, Position> byPath, String path) {
        String part = path;
        while (!byPath.containsKey(part)) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
            part = part.substring(0, Math.max(0, part.lastIndexOf('.')));
        }
        return Optional.ofNullable(byPath.get(part));
    }
}
