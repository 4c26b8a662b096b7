// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.verifier.ProgramClasses;
import dev.cordon.microhypervisor.verifier.Verifier;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ResolvedModule;
import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every unprivileged program, with all modules that it links, keeps to the checked subset of Java. */
class ProgramSubsetTest {
    private static final Configuration MODULES = ModuleLayer.boot().configuration();

    /** VMM, root task, and whatever lies under drivers-userlevel. */
    static Stream<String> programs() {
        return MODULES.modules().stream()
                .map(ResolvedModule::name)
                .filter(name -> name.equals("dev.cordon.vmm.instance")
                        || name.equals("dev.cordon.root.task")
                        || name.startsWith("dev.cordon.drivers.userlevel."))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void keepsToTheSubset(String module) throws IOException {
        Collection<byte[]> classes = ProgramClasses.of(MODULES, module);
        assertThat(classes).isNotEmpty();
        assertThat(Verifier.verify(classes)).isEmpty();
    }

    @Test
    void looksAtAllPrograms() {
        assertThat(programs())
                .contains(
                        "dev.cordon.vmm.instance",
                        "dev.cordon.root.task",
                        "dev.cordon.drivers.userlevel.console",
                        "dev.cordon.drivers.userlevel.protocol");
    }

    @Test
    void looksAtTheModulesThatAProgramLinks() {
        assertThat(ProgramClasses.closure(MODULES, "dev.cordon.vmm.instance"))
                .extracting(ResolvedModule::name)
                .contains(
                        "dev.cordon.vmm.instance",
                        "dev.cordon.microhypervisor.abi",
                        "dev.cordon.capabilities.types",
                        "dev.cordon.formats",
                        "dev.cordon.device.models");
    }

    /** The privileged core is no program: a class of it that reads the machine would be refused. */
    @Test
    void refusesModulesThatAreNoPrograms() throws IOException {
        assertThat(Verifier.verify(ProgramClasses.of(MODULES, "dev.cordon.host")))
                .isNotEmpty();
    }
}
