// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.root.task {
    requires static transitive org.jspecify;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.capabilities.plan;
    requires dev.cordon.capabilities.types;
    requires dev.cordon.drivers.userlevel.protocol;

    exports dev.cordon.root.task to
            dev.cordon.host,
            dev.cordon.tests;
}
