// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to write of what harts do, instruction by instruction, and of what programs and guests do with the microhypervisor. Tracing instructions
 * makes the harts take single steps.
 *
 * @param file is replaced; {@code -} is standard error
 * @param from the lowest pc that is traced, unsigned
 * @param to the highest pc that is traced, unsigned
 * @param modes instructions in other modes are left out
 * @param hart instructions of other harts are left out; all harts are traced if empty
 * @param kinds what there are lines of
 */
public record TraceOptions(
        Path file, long from, long to, Set<PrivilegeMode> modes, OptionalInt hart, Set<TraceKind> kinds) {
    /** Standard error in place of a file. */
    public static final Path STANDARD_ERROR = Path.of("-");

    /** Everything. */
    public static TraceOptions to(Path file) {
        return new TraceOptions(
                file, 0, -1, EnumSet.allOf(PrivilegeMode.class), OptionalInt.empty(), EnumSet.allOf(TraceKind.class));
    }

    /** The same for instructions at these addresses, both included. */
    public TraceOptions within(long lowest, long highest) {
        return new TraceOptions(file, lowest, highest, modes, hart, kinds);
    }

    /** The same in these modes. */
    public TraceOptions in(Set<PrivilegeMode> chosen) {
        return new TraceOptions(file, from, to, Set.copyOf(chosen), hart, kinds);
    }

    /** The same for one hart. */
    public TraceOptions of(int chosen) {
        return new TraceOptions(file, from, to, modes, OptionalInt.of(chosen), kinds);
    }

    /** The same with lines of these kinds only. */
    public TraceOptions with(Set<TraceKind> chosen) {
        return new TraceOptions(file, from, to, modes, hart, Set.copyOf(chosen));
    }

    boolean wants(int id, long pc, PrivilegeMode mode) {
        return Long.compareUnsigned(pc, from) >= 0
                && Long.compareUnsigned(pc, to) <= 0
                && modes.contains(mode)
                && hart.orElse(id) == id;
    }
}
