// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.machine.translator {
    requires static transitive org.jspecify;
    requires transitive dev.cordon.machine.isa;

    exports dev.cordon.machine.translator to
            dev.cordon.machine.engine,
            dev.cordon.tests,
            dev.cordon.benchmarks;
}
