// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is wrong with a system, and how to mend it.
 *
 * @param code which kind of thing; stable over versions
 * @param position where, if the system was read from a file
 * @param what what is wrong, as a clause without a full stop
 * @param mend what to do about it, as a clause without a full stop
 */
public record Diagnostic(DiagnosticCode code, Optional<Position> position, String what, String mend) {

    public Diagnostic {
        what = oneLine(what);
        mend = oneLine(mend);
    }

    /** File names and quoted input can hold anything; a message is one line. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\x{2028}\\x{2029}\\x{85}]+", " ");
    }

    /** In the order of the file; what has no position comes first. */
    static final Comparator<Diagnostic> BY_POSITION = Comparator.comparing(
                    (Diagnostic diagnostic) -> diagnostic.position.orElse(new Position("", 0, 0)))
            .thenComparing(Diagnostic::code);

    /** How bad it is. */
    public Severity severity() {
        return code.severity();
    }

    /** Returns {@code FILE:LINE:COLUMN: error CDN-nnnn: what; the mend}, without the place if there is none. */
    @Override
    public String toString() {
        String place = position.map(p -> p + ": ").orElse("");
        return place + severity().name().toLowerCase(Locale.ROOT) + " " + code.code() + ": " + what + "; " + mend;
    }
}
