// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.vmm.instance {
    requires static transitive org.jspecify;
    requires dev.cordon.capabilities.types;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.drivers.userlevel.protocol;
    requires dev.cordon.formats;
    requires dev.cordon.device.models;

    exports dev.cordon.vmm.instance to
            dev.cordon.host,
            dev.cordon.tests;
}
