// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/** Programs, and RAM before them and after QEMU has run them: once for all machines that are compared with it. */
record Recorded(List<Program> programs, Image before, Image after) {
    static Recorded of(Path qemu, List<Program> programs, Arena arena) throws IOException, InterruptedException {
        Image before = Machines.image(programs, arena);
        return new Recorded(programs, before, Machines.theirs(qemu, before, arena));
    }
}
