// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.device.models.Finisher;
import dev.cordon.machine.engine.Bus;
import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.TrapRouting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board as who drives the harts from Java sees it. */
class MachineTest {

    private static final long SEIE = 1L << 9;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<Finisher.Outcome> outcomes = new ArrayList<>();
    private final Queue<Integer> woken = new ConcurrentLinkedQueue<>();
    private Machine machine;

    @BeforeEach
    void build() throws IOException {
        machine = new Machine(2, 1 << 20, TrapRouting.EXIT, new HostClock(), console::write, outcomes::add);
        machine.onWake(woken::add);
    }

    @AfterEach
    void close() throws IOException {
        machine.close();
    }

    @Test
    void devicesAnswerAtTheirAddressesAndNothingElseDoes() throws BusError {
        machine.bus().write(AddressMap.UART, 1, '!');
        machine.bus().write(AddressMap.FINISHER, 4, Finisher.PASS);
        assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo("!");
        assertThat(outcomes).containsExactly(new Finisher.Outcome.Pass());
        assertThat(machine.bus().read(AddressMap.RTC, 4)).isNotZero();
        assertThat(machine.bus().read(AddressMap.CLINT + 0xbff8, 8)).isNotZero();
        assertThat(machine.bus().read(AddressMap.PLIC + 0x20_0004, 4)).isZero();
        for (long address : new long[] {0, 0x300_0000, 0x2000_0000, 0x3000_0000, 0x4000_0000, 0x1_0000_0000L}) {
            assertThatThrownBy(() -> machine.bus().read(address, 4)).isInstanceOf(BusError.class);
        }
        assertThatThrownBy(() -> machine.bus().read(AddressMap.PLIC, 8)).isInstanceOf(BusError.class);
    }

    @Test
    void consoleInputReachesTheSupervisorContextOfTheHartThatEnabledIt() throws Exception {
        HartState state = new HartState();
        state.mie = SEIE;
        Bus bus = machine.bus();
        bus.write(AddressMap.UART + 1, 1, 1);
        bus.write(AddressMap.PLIC + 4 * AddressMap.UART_INTERRUPT, 4, 1);
        bus.write(AddressMap.PLIC + 0x2000 + 3 * 0x80, 4, 1 << AddressMap.UART_INTERRUPT);
        assertThat(machine.harts().get(1).wakes(state)).isFalse();
        machine.receive(new byte[] {'x'});
        assertThat(woken).containsExactly(1);
        assertThat(machine.harts().get(1).wakes(state)).isTrue();
        assertThat(machine.harts().get(0).wakes(state)).isFalse();
        long claim = AddressMap.PLIC + 0x20_3004;
        assertThat(bus.read(claim, 4)).isEqualTo(AddressMap.UART_INTERRUPT);
        assertThat(machine.harts().get(1).wakes(state)).as("claimed").isFalse();
        assertThat(bus.read(AddressMap.UART, 1)).isEqualTo('x');
        bus.write(claim, 4, AddressMap.UART_INTERRUPT);
        assertThat(machine.harts().get(1).wakes(state)).as("served").isFalse();
    }

    @Test
    void inputThatDoesNotFitWaitsForRegisterReads() throws Exception {
        machine.receive("ab".getBytes(StandardCharsets.UTF_8));
        assertThat(machine.bus().read(AddressMap.UART, 1)).isEqualTo('a');
        assertThat(machine.bus().read(AddressMap.UART, 1)).isEqualTo('b');
        assertThat(machine.bus().read(AddressMap.UART + 5, 1) & 1).isZero();
    }

    @Test
    void pollAnswersTheEarliestTimer() throws BusError {
        assertThat(machine.poll(0)).isEqualTo(-1);
        long soon = machine.clock().time() + 1_000_000_000L;
        machine.bus().write(AddressMap.CLINT + 0x4000, 8, soon);
        assertThat(machine.poll(0)).isEqualTo(soon);
        assertThat(machine.poll(1)).isEqualTo(-1);
        machine.bus().write(AddressMap.RTC + 0xc, 4, 0x7fff_ffffL);
        machine.bus().write(AddressMap.RTC + 8, 4, 0);
        assertThat(machine.poll(0)).isEqualTo(soon);
        assertThat(machine.poll(1)).isGreaterThan(soon);
        assertThat(woken).contains(0, 1);
    }

    /** Threads that hammer the UART from both sides and serve its interrupt: every byte arrives, and once. */
    @Test
    void hartsAndConsoleMayUseDevicesAtOnce() throws Exception {
        Bus bus = machine.bus();
        bus.write(AddressMap.UART + 2, 1, 1);
        bus.write(AddressMap.UART + 1, 1, 1);
        bus.write(AddressMap.PLIC + 4 * AddressMap.UART_INTERRUPT, 4, 1);
        bus.write(AddressMap.PLIC + 0x2000 + 0x80, 4, 1 << AddressMap.UART_INTERRUPT);
        byte[] sent = new byte[20_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) i;
        }
        Thread typist = Thread.ofPlatform().start(() -> {
            try {
                for (int at = 0; at < sent.length; at += 100) {
                    machine.receive(java.util.Arrays.copyOfRange(sent, at, at + 100));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        HartState state = new HartState();
        state.mie = SEIE;
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        long claim = AddressMap.PLIC + 0x20_1004;
        while (read.size() < sent.length) {
            if (!machine.harts().get(0).wakes(state)) {
                Thread.onSpinWait();
                continue;
            }
            assertThat(bus.read(claim, 4)).isEqualTo(AddressMap.UART_INTERRUPT);
            while ((bus.read(AddressMap.UART + 5, 1) & 1) != 0) {
                read.write((int) bus.read(AddressMap.UART, 1));
            }
            bus.write(claim, 4, AddressMap.UART_INTERRUPT);
        }
        typist.join();
        assertThat(read.toByteArray()).isEqualTo(sent);
    }
}
