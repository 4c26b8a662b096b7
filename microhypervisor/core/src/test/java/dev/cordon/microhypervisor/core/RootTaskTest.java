// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the root task is told at power-on. */
class RootTaskTest {
    private static final long RAM = AddressMap.RAM;
    private static final long END = RAM + TestSystem.MEMORY - KernelMemory.size(TestSystem.MEMORY) - 4096;

    private final Bench bench = new Bench(2);

    /** All entries of a kind, as text. */
    private static List<String> entries(ProtectionDomain root, long key) {
        BootInfo info = new BootInfo(root.memory().memory(BootInfo.ADDRESS, 4096));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < info.count(key); i++) {
            int entry = info.find(key, i);
            all.add("%x %x".formatted(info.a(entry), info.b(entry)));
        }
        return all;
    }

    private static String entry(long a, long b) {
        return "%x %x".formatted(a, b);
    }

    private ProtectionDomain powerOn(List<BootImage.Region> modules, List<BootImage.Device> devices) {
        BootImage.Region plan = new BootImage.Region(RAM + 0x1000, 16);
        BootImage image = new BootImage(List.of(TestProgram::new), modules, plan, devices);
        Kernel kernel = Microhypervisor.powerOn(bench.system.machine, image, pcpu -> new ParkingIdle(new RealClock()))
                .kernel();
        return Objects.requireNonNull(kernel.root());
    }

    @Test
    void itIsToldWhatThereIs() {
        assertThat(entries(bench.root, BootInfo.PCPUS)).containsExactly(entry(2, 0));
        assertThat(entries(bench.root, BootInfo.PLAN)).containsExactly(entry(RAM, 16));
        assertThat(entries(bench.root, BootInfo.MODULE)).containsExactly(entry(RAM + 4096, 5000));
        assertThat(entries(bench.root, BootInfo.DEVICE))
                .hasSize(5)
                .startsWith(entry(AddressMap.UART, 4096), entry(AddressMap.RTC, 4096));
        assertThat(entries(bench.root, BootInfo.INTERRUPT))
                .containsExactly(
                        entry(AddressMap.UART_INTERRUPT, Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT),
                        entry(AddressMap.RTC_INTERRUPT, Selectors.INTERRUPTS + AddressMap.RTC_INTERRUPT));
        assertThat(entries(bench.root, BootInfo.BUS_MASTER))
                .containsExactly(entry(8, Selectors.DEVICES), entry(16, Selectors.DEVICES + 1));
        assertThat(entries(bench.root, BootInfo.FREE_MEMORY)).containsExactly(entry(RAM + 0x3000, END - RAM - 0x3000));
    }

    @Test
    void whatLiesBetweenModulesIsFree() {
        ProtectionDomain root = powerOn(
                List.of(new BootImage.Region(RAM + 0x8000, 5000), new BootImage.Region(RAM + 0x3000, 4096)), List.of());
        assertThat(entries(root, BootInfo.FREE_MEMORY))
                .containsExactly(
                        entry(RAM, 0x1000),
                        entry(RAM + 0x2000, 0x1000),
                        entry(RAM + 0x4000, 0x4000),
                        entry(RAM + 0xA000, END - RAM - 0xA000));
    }

    @Test
    void nothingIsFreeWhereAModuleReachesToTheEnd() {
        ProtectionDomain root = powerOn(List.of(new BootImage.Region(RAM + 0x2000, END - RAM - 0x2000)), List.of());
        assertThat(entries(root, BootInfo.FREE_MEMORY)).containsExactly(entry(RAM, 0x1000));
    }

    @Test
    void whatIsNoRangeOfPagesIsRefused() {
        for (BootImage.Region bad : List.of(
                new BootImage.Region(RAM + 0x2001, 16),
                new BootImage.Region(-4096, 16),
                new BootImage.Region(RAM + 0x2000, -1),
                new BootImage.Region(RAM + 0x2000, Long.MAX_VALUE))) {
            assertThatThrownBy(() -> powerOn(List.of(bad), List.of())).isInstanceOf(IllegalArgumentException.class);
        }
        BootImage.Device device = new BootImage.Device(new BootImage.Region(AddressMap.UART, 4097), 0);
        BootImage.Device next = new BootImage.Device(new BootImage.Region(AddressMap.UART + 4096, 1), 0);
        assertThatThrownBy(() -> powerOn(List.of(), List.of(device, next)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLastLineIsGivenToo() {
        int last = Microhypervisor.MAX_INTERRUPT;
        BootImage.Device device = new BootImage.Device(new BootImage.Region(AddressMap.UART, 4096), last);
        assertThat(entries(powerOn(List.of(), List.of(device)), BootInfo.INTERRUPT))
                .containsExactly(entry(last, Selectors.INTERRUPTS + last));
    }

    @Test
    void whatIsEmptyTakesNothingAndADeviceMayBeAtTheVeryBeginning() {
        BootImage.Device first = new BootImage.Device(new BootImage.Region(0, 4096), 0);
        ProtectionDomain root = powerOn(List.of(new BootImage.Region(RAM + 0x3000, 0)), List.of(first));
        assertThat(entries(root, BootInfo.MODULE)).containsExactly(entry(RAM + 0x3000, 0));
        assertThat(entries(root, BootInfo.DEVICE)).containsExactly(entry(0, 4096));
        assertThat(root.memory().lookup(0).live()).isTrue();
    }
}
