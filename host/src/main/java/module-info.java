// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.host {
    requires static transitive org.jspecify;
    requires dev.cordon.microhypervisor.core;
    requires dev.cordon.microhypervisor.verifier;
    requires transitive dev.cordon.capabilities.manifest;
    requires dev.cordon.capabilities.plan;
    requires dev.cordon.drivers.userlevel.protocol;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.root.task;
    requires dev.cordon.vmm.instance;
    requires dev.cordon.drivers.userlevel.console;
    requires dev.cordon.formats;
    requires dev.cordon.machine.engine;
    requires dev.cordon.machine.isa;
    requires dev.cordon.machine.platform;
    requires dev.cordon.device.models;
    requires org.slf4j;

    exports dev.cordon.host;
}
