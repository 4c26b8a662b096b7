// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.machine.engine.BusError;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PhysicalBusTest {

    private final PhysicalBus bus = new PhysicalBus();
    private final AtomicInteger settled = new AtomicInteger();

    private PhysicalBus.Port attach(long base, long size, int narrowest, int widest) {
        byte[] contents = new byte[64];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = (byte) (base + i);
        }
        return bus.attach(base, size, narrowest, widest, new Rom(contents), settled::incrementAndGet);
    }

    @Test
    void anAccessReachesTheDeviceAtItsOffset() throws BusError {
        attach(0x1000, 0x100, 1, 8);
        attach(0x2020, 0x100, 1, 8);
        assertThat(bus.read(0x1004, 1)).isEqualTo(0x04);
        assertThat(bus.read(0x2024, 4)).isEqualTo(0x2726_2524L);
    }

    @Test
    void nothingAnswersOutsideTheDevices() {
        attach(0x1000, 0x100, 1, 8);
        for (long address : new long[] {0, 0xfff, 0x1100, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> bus.read(address, 1)).isInstanceOf(BusError.class);
            assertThatThrownBy(() -> bus.write(address, 1, 0)).isInstanceOf(BusError.class);
        }
    }

    @Test
    void widthsThatTheDeviceDoesNotKnowAreBusErrors() throws BusError {
        attach(0x1000, 0x100, 2, 4);
        assertThatThrownBy(() -> bus.read(0x1000, 1)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> bus.write(0x1000, 8, 0)).isInstanceOf(BusError.class);
        assertThat(settled).hasValue(0);
        bus.write(0x1000, 2, 0);
        bus.write(0x1000, 4, 0);
        assertThat(settled).hasValue(2);
    }

    @Test
    void everyChangeOfADeviceSettles() throws BusError {
        PhysicalBus.Port port = attach(0x1000, 0x100, 1, 8);
        bus.read(0x1000, 1);
        bus.write(0x1000, 1, 0);
        port.update(() -> assertThat(settled).hasValue(2));
        assertThat(settled).hasValue(3);
        assertThat(port.query(() -> 5)).isEqualTo(5);
        assertThat(settled).hasValue(3);
    }

    @Test
    void overlappingDevicesAreRefused() {
        attach(0x1000, 0x100, 1, 8);
        assertThatThrownBy(() -> attach(0x10ff, 0x100, 1, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("devices overlap at 0x10ff");
        attach(0x1100, 0x100, 1, 8);
    }

    @Test
    void romIgnoresWritesAndIsZeroBeyondItsContents() throws BusError {
        attach(0x1000, 0x100, 1, 8);
        bus.write(0x1001, 1, 0x77);
        assertThat(bus.read(0x1001, 1)).isEqualTo(1);
        assertThat(bus.read(0x1038, 8)).isEqualTo(0x3f3e_3d3c_3b3a_3938L);
        assertThat(bus.read(0x1040, 8)).isZero();
    }
}
