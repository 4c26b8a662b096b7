// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
open module dev.cordon.tests {
    requires static transitive org.jspecify;
    requires com.tngtech.archunit;
    requires com.tngtech.archunit.junit5.api;
    requires dev.cordon.capabilities.manifest;
    requires dev.cordon.capabilities.plan;
    requires dev.cordon.capabilities.spaces;
    requires dev.cordon.capabilities.types;
    requires dev.cordon.device.models;
    requires dev.cordon.drivers.userlevel.console;
    requires dev.cordon.drivers.userlevel.protocol;
    requires dev.cordon.formats;
    requires dev.cordon.host;
    requires dev.cordon.machine.engine;
    requires dev.cordon.machine.isa;
    requires dev.cordon.machine.platform;
    requires dev.cordon.microhypervisor.abi;
    requires dev.cordon.microhypervisor.core;
    requires dev.cordon.microhypervisor.verifier;
    requires dev.cordon.root.task;
    requires dev.cordon.tcb.metrics;
    requires dev.cordon.vmm.instance;
    requires java.management;
    requires jdk.management;
    requires net.jqwik.api;
    requires org.assertj.core;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
