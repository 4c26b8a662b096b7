// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows, blocks and items at their bounds. */
class TransferTest {
    private static final long PD = 500;

    /** A host space in which there is nothing. */
    private static final long HOST = PD + 2;

    private static final long RECEIVER = 520;
    private static final long PAGE = TestSystem.FREE >>> 12;

    private final Bench bench = new Bench(1);
    private final Transfer transfer = new Transfer();
    private final Utcb message = bench.ec.utcb();

    @BeforeEach
    void create() {
        bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, 50, 100);
        bench.ok(Operation.CREATE_HOST_EC, RECEIVER, Selectors.PD, 0, 0);
        message.length(0);
    }

    private String prepareItems(long base, int order) {
        HostEc receiver = (HostEc) bench.lookup(RECEIVER).object();
        receiver.utcb().window(HOST, base, order);
        return Status.name(transfer.prepareItems(bench.ec, receiver));
    }

    private String prepare(long source, long order) {
        return Status.name(
                transfer.prepare(bench.lookup(Selectors.HOST_SPACE), source, bench.lookup(HOST), 0, order, 7));
    }

    @Test
    void anItemMayFillTheEndOfAWindowAndNotReachBeyond() {
        message.item(Selectors.HOST_SPACE, PAGE, 3, 7, 8);
        assertThat(prepareItems(16, 4)).isEqualTo("OK");
        transfer.undo();
        message.length(0);
        message.item(Selectors.HOST_SPACE, PAGE, 3, 7, 16);
        assertThat(prepareItems(16, 4)).isEqualTo("BAD_ARGUMENT");
        transfer.undo();
        message.length(0);
        message.item(Selectors.HOST_SPACE, PAGE, 4, 7, 0);
        assertThat(prepareItems(16, 3)).isEqualTo("BAD_ARGUMENT");
    }

    @Test
    void aWindowMayBeAWholeSpace() {
        message.item(Selectors.HOST_SPACE, PAGE, 0, 7, 0);
        assertThat(prepareItems(0, 36)).isEqualTo("OK");
        transfer.undo();
        assertThat(prepareItems(0, 37)).isEqualTo("BAD_ARGUMENT");
        assertThat(prepareItems(-1, 0)).isEqualTo("BAD_ARGUMENT");
    }

    @Test
    void aMessageCarriesFourItemsAndNoMore() {
        for (int i = 0; i < Utcb.MAX_ITEMS; i++) {
            message.item(Selectors.HOST_SPACE, PAGE + i, 0, 7, i);
        }
        assertThat(prepareItems(0, 2)).isEqualTo("OK");
        assertThat(transfer.commit()).isEqualTo(4);
        assertThat(bench.call(Operation.REVOKE, HOST, 0, 36, 1)).isEqualTo(Status.OK);
        message.word(Utcb.LENGTH, 5L << Integer.SIZE);
        assertThat(prepareItems(0, 3)).isEqualTo("BAD_ARGUMENT");
    }

    @Test
    void aBlockMayBeAsLargeAsASpace() {
        assertThat(prepare(0, 36)).isEqualTo("BAD_CAPABILITY"); // there is a hole in it
        transfer.undo();
        assertThat(prepare(0, 37)).isEqualTo("BAD_ARGUMENT");
        assertThat(prepare(PAGE, -1)).isEqualTo("BAD_ARGUMENT");
        assertThat(prepare(PAGE, 0)).isEqualTo("OK");
    }

    @Test
    void objectsAndEventsMayHaveTheLastSelectors() {
        bench.ok(Operation.CREATE_VCPU, 600, Selectors.PD, 0, (1L << 36) - Event.COUNT);
        bench.ok(Operation.CREATE_GUEST_SPACE, (1L << 36) - 1, Selectors.PD);
        bench.ok(Operation.CREATE_PD, (1L << 36) - 4, Selectors.PD, 1, 0, 0);
    }
}
