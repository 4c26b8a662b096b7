// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.benchmarks {
    requires static transitive org.jspecify;
    requires dev.cordon.device.models;
    requires dev.cordon.host;
    requires dev.cordon.machine.engine;
    requires dev.cordon.machine.platform;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.microhypervisor.core;
    requires jdk.management;
}
