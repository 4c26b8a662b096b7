// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.List;
import java.util.Optional;

/**
 * What came of loading a manifest.
 *
 * @param system the system; present if and only if no diagnostic is an error
 * @param diagnostics everything that was found, errors and warnings, in the order of the file
 */
public record CheckedSystem(Optional<SystemManifest> system, List<Diagnostic> diagnostics) {

    public CheckedSystem {
        diagnostics = List.copyOf(diagnostics);
    }

    /** Joins the findings, in order, with the system if they allow it. */
    static CheckedSystem of(SystemManifest system, List<Diagnostic> found) {
        boolean broken = found.stream().anyMatch(diagnostic -> diagnostic.severity() == Severity.ERROR);
        return new CheckedSystem(
                broken ? Optional.empty() : Optional.of(system),
                found.stream().sorted(Diagnostic.BY_POSITION).toList());
    }

    /** Joins findings that left no system. */
    static CheckedSystem broken(List<Diagnostic> found) {
        return new CheckedSystem(
                Optional.empty(), found.stream().sorted(Diagnostic.BY_POSITION).toList());
    }
}
