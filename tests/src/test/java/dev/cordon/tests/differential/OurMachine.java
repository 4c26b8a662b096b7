// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BiFunction;

/** From RAM before a run to RAM after it. In JDK types only, so that one class loader can call what another one has loaded. */
final class OurMachine implements BiFunction<MemorySegment, Arena, MemorySegment> {
    @Override
    public MemorySegment apply(MemorySegment before, Arena arena) {
        try {
            return Machines.ours(new Image(before, Layout.RAM), arena, Engine.interpreter())
                    .segment();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
