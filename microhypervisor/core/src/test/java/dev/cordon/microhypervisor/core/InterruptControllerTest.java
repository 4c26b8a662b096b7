// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.platform.AddressMap;
import org.junit.jupiter.api.Test;

class InterruptControllerTest {
    private final Bench bench = new Bench(2);
    private final InterruptController controller = new InterruptController(bench.system.machine.bus());

    private long read(long register) throws BusError {
        return bench.system.machine.bus().read(AddressMap.PLIC + register, 4);
    }

    @Test
    void eachLineHasItsBitInTheContextOfItsPcpu() throws BusError {
        controller.enable(1, 40);
        controller.enable(1, 41);
        controller.enable(0, 3);
        assertThat(read(4 * 40)).isEqualTo(1); // priority
        assertThat(read(0x2000 + 3 * 0x80 + 4)).isEqualTo(3 << 8);
        assertThat(read(0x2000 + 3 * 0x80)).isZero();
        assertThat(read(0x2000 + 0x80)).isEqualTo(1 << 3);
        controller.disable(1, 40);
        assertThat(read(0x2000 + 3 * 0x80 + 4)).isEqualTo(2 << 8);
        assertThat(read(0x2000 + 0x80)).isEqualTo(1 << 3);
    }
}
