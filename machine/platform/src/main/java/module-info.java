// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.machine.platform {
    requires static transitive org.jspecify;
    requires dev.cordon.machine.engine;
    requires dev.cordon.machine.isa;
    requires dev.cordon.formats;
    requires dev.cordon.device.models;

    exports dev.cordon.machine.platform to
            dev.cordon.microhypervisor.core,
            dev.cordon.host,
            dev.cordon.tests;
}
