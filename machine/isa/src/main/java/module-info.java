// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.machine.isa {
    requires static transitive org.jspecify;

    exports dev.cordon.machine.isa to
            dev.cordon.machine.translator,
            dev.cordon.machine.engine,
            dev.cordon.machine.platform,
            dev.cordon.microhypervisor.core,
            dev.cordon.host,
            dev.cordon.tests;
}
