// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** What has been found while a manifest is read: diagnostics, and where each part stands. */
final class Findings {

    private final YamlText text;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();

    Findings(YamlText text) {
        this.text = text;
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    Positions positions() {
        return new Positions(positions);
    }

    Optional<Position> position(Node node) {
        return node.getStartMark().map(text::position);
    }

    /** Remembers that the part at {@code path} is {@code node}. */
    void place(String path, Node node) {
        position(node).ifPresent(position -> positions.put(path, position));
    }

    void report(DiagnosticCode code, Optional<Position> position, String what, String mend) {
        diagnostics.add(new Diagnostic(code, position, what, mend));
    }

    void report(DiagnosticCode code, String path, String what, String mend) {
        report(code, Positions.nearest(positions, path), what, mend);
    }
}
