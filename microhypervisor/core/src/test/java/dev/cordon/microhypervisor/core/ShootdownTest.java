// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.HartState;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a hart forgets before it enters a guest. What it must not do while somebody waits is shown by {@link RacesTest}. */
class ShootdownTest {
    private static final long PAGE = TestSystem.FREE >>> 12;
    private static final int SPACES = 3;

    private final Bench bench = new Bench(1);
    private final Pcpu pcpu = bench.kernel.pcpu(0);
    private final Shootdown shootdown = pcpu.shootdown();
    private final GuestSpace[] spaces = new GuestSpace[SPACES];

    /** Spaces with a page of code, {@code ld a0, 0(a1); ecall}, and one of data, which the hart has looked at; and then those pages go, and nobody says so. */
    @BeforeEach
    void remember() {
        bench.system.machine.ram().writeLong(PAGE << 12, 0x0000_0073_0005_B503L);
        for (int i = 0; i < SPACES; i++) {
            bench.ok(Operation.CREATE_GUEST_SPACE, 600 + i, Selectors.PD);
            spaces[i] = (GuestSpace) bench.lookup(600 + i).object();
            for (int page = 0; page < 2; page++) {
                assertThat(spaces[i].reserve(page, 0)).isTrue();
                spaces[i].put(Capability.toMemory(PAGE + page, 0, 7), page);
            }
        }
        assertThat(loaded()).containsExactly(true, true, true);
        for (GuestSpace space : spaces) {
            bench.system.machine.ram().writeLong(leaf(space) + 8, 0);
        }
        assertThat(loaded()).as("stale, as hardware may be").containsExactly(true, true, true);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    /** Where the leaf of the first page is. */
    private long leaf(GuestSpace space) {
        long table = (space.hgatp() & (1L << 44) - 1) << 12;
        for (int level = 0; level < 2; level++) {
            table = (bench.system.machine.ram().readLong(table) >>> 10) << 12;
        }
        return table;
    }

    /** Whether a hart that runs in each space finds its page of data there. Enters twice if it has to: it may have something to forget first. */
    private List<Boolean> loaded() {
        return Arrays.stream(spaces).map(this::loads).toList();
    }

    private boolean loads(GuestSpace space) {
        HartState state = VcpuReset.state();
        state.hgatp = space.hgatp();
        state.privilege = 1;
        state.x[11] = 4096;
        Exit exit = Exit.KICK;
        for (int i = 0; exit != Exit.TRAP && i < 10; i++) {
            exit = pcpu.runGuest(state, pcpu.clock().time() + 10_000);
        }
        assertThat(exit).isEqualTo(Exit.TRAP);
        assertThat(state.scause).isIn((long) Event.ENVIRONMENT_CALL, (long) Event.LOAD_GUEST_PAGE_FAULT);
        return state.scause == Event.ENVIRONMENT_CALL;
    }

    @Test
    void whatHasToLookAgainForgetsNothing() {
        shootdown.request(Shootdown.NONE);
        assertThat(shootdown.enterGuest()).isFalse();
        assertThat(shootdown.isInGuest()).isFalse();
        assertThat(loaded()).containsExactly(true, true, true);
    }

    @Test
    void oneSpaceIsForgotten() {
        shootdown.request(spaces[1].id());
        assertThat(loaded()).containsExactly(true, false, true);
    }

    @Test
    void oneSpaceIsForgottenWhateverElseIsAskedFor() {
        shootdown.request(spaces[0].id());
        shootdown.request(Shootdown.NONE);
        shootdown.request(spaces[0].id());
        assertThat(shootdown.enterGuest()).isFalse();
        assertThat(loaded()).containsExactly(false, true, true);
    }

    @Test
    void severalSpacesAreForgotten() {
        shootdown.request(spaces[0].id());
        shootdown.request(spaces[2].id());
        assertThat(loaded()).containsExactly(false, false, false); // all of them, in fact
    }

    @Test
    void whatIsAskedForIsDoneOnce() {
        shootdown.request(spaces[0].id());
        assertThat(shootdown.enterGuest()).isFalse();
        assertThat(shootdown.enterGuest()).isTrue();
        assertThat(shootdown.isInGuest()).isTrue();
        shootdown.leaveGuest();
        assertThat(shootdown.isInGuest()).isFalse();
        assertThat(shootdown.enterGuest()).isTrue();
        shootdown.leaveGuest();
    }

    @Test
    void whoeverIsInNoGuestIsNotWaitedFor() {
        shootdown.request(spaces[0].id());
        shootdown.await();
        assertThat(shootdown.enterGuest()).isFalse();
        assertThat(shootdown.enterGuest()).isTrue();
        shootdown.await(); // in a guest, and has done what was asked for
        shootdown.leaveGuest();
    }

    @Test
    void whoeverIsInAGuestIsKickedOutOfIt() {
        assertThat(shootdown.enterGuest()).isTrue();
        pcpu.hart().forgetKick();
        shootdown.request(spaces[0].id());
        assertThat(kicked()).isTrue();
        shootdown.leaveGuest();
        assertThat(shootdown.enterGuest()).isFalse();
        shootdown.request(spaces[0].id());
        assertThat(kicked()).as("in no guest").isFalse();
    }

    /** Whether the hart comes back before its first instruction. */
    private boolean kicked() {
        HartState state = VcpuReset.state();
        state.hgatp = spaces[1].hgatp();
        state.privilege = 1;
        state.x[11] = 4096;
        return bench.system.machine.run(pcpu.hart(), state, state.retired + 100) == Exit.KICK;
    }
}
