// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.core.BootImage.Region;
import dev.cordon.microhypervisor.core.Microhypervisor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BootMemoryTest {
    private final CompiledSystem system = Cordon.builtInSystem().compile();

    @Property(tries = 50)
    void modulesLieInPagesOfTheirOwnBelowTheMicrohypervisor(
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 3_000_000) Integer> sizes) {
        BootMemory memory = BootMemory.layOut(
                system,
                sizes.stream()
                        .map(size -> MemorySegment.ofArray(new byte[size]))
                        .toList());
        long end = AddressMap.RAM + memory.size() - Microhypervisor.memory(memory.size()) - 4096;
        for (int i = 0; i < sizes.size(); i++) {
            Region region = memory.regions().get(i);
            assertThat(region.size()).isEqualTo(sizes.get(i).longValue());
            assertThat(region.address() % 4096).isZero();
            assertThat(region.address() + region.size()).isLessThanOrEqualTo(end);
            end = region.address();
        }
        assertThat(end - AddressMap.RAM).isGreaterThanOrEqualTo(system.memory());
    }
}
