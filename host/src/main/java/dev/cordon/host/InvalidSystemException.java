// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.Diagnostic;
import java.util.List;

/** A system that cannot be built as it is described; carries every diagnostic of the check, errors and warnings. */
public final class InvalidSystemException extends CordonException {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    InvalidSystemException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::toString).toList());
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** What is wrong, in the order of the manifest. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
