// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.microhypervisor.core {
    requires static transitive org.jspecify;
    requires dev.cordon.capabilities.types;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.capabilities.spaces;
    requires dev.cordon.machine.engine;
    requires dev.cordon.machine.platform;

    exports dev.cordon.microhypervisor.core to
            dev.cordon.host,
            dev.cordon.tests;
}
