// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.give;
import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client on pCPU 1 calls a server there. On pCPU 0 the root task takes away the client's right, the portal, the server's execution context, or its whole domain, in the
 * midst of calls. No call is lost or mixed up, the client hears how it went, and what is gone is not entered and can do nothing.
 */
final class CallRace extends Race {
    private static final long SERVER = 5000;
    private static final long CLIENT = SERVER + Domains.STRIDE;
    private static final long PORTAL = 900;
    private static final long AGAIN = 901;
    private static final int CALLS = 20;
    private static final Set<Integer> GONE = Set.of(Status.BAD_CAPABILITY, Status.ABORTED, Status.BUSY);
    private static final int WORDS = 20;

    /** Odd from when the root task has taken something away to when it begins to give it back. */
    private final AtomicLong era = new AtomicLong();

    private volatile boolean stopping;
    private volatile boolean stopped;

    /** Entries and calls so far. */
    private final AtomicLong entries = new AtomicLong();

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();

    CallRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        TestProgram server = new TestProgram().called((h, _) -> entry(() -> serve(h)));
        TestProgram client = new TestProgram();
        client.init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)));
        client.notified((h, _) -> {
            for (int i = 0; i < CALLS; i++) {
                entry(() -> call(h));
            }
            stopped = stopping;
            if (!stopping) {
                ok(Hypercalls.signal(h, AGAIN, 1)); // so that a new server has its first entry in between
            }
        });
        TestProgram root = new TestProgram();
        root.init(h -> {
            makeServer(h);
            Domains.create(h, CLIENT, 2, 1);
            give(h, CLIENT, CLIENT + Domains.NOTIFICATION, AGAIN, Permission.NOTIFICATION_SIGNAL);
            giveRight(h);
            Domains.start(h, CLIENT, 40); // below the server, whose first entry comes first
        });
        root.notified((h, _) -> {
            ok(Hypercalls.signal(h, CLIENT + Domains.NOTIFICATION, 1));
            for (int round = 0; round < rounds; round++) {
                long before = answered.get();
                await("answers", () -> answered.get() > before + 3);
                takeAndGiveBack(h);
                progress();
            }
            stopping = true;
            await("the client's end", () -> stopped);
            end();
        });
        return TestSystem.start(2, root, server, client);
    }

    private static void makeServer(Hypervisor h) {
        Domains.create(h, SERVER, 1, 1);
        Domains.start(h, SERVER, 50);
    }

    private static void giveRight(Hypervisor h) {
        give(h, CLIENT, SERVER + Domains.PORTAL, PORTAL, Permission.PORTAL_CALL);
    }

    /** Adds up what it is told. What it asks of the microhypervisor is refused if it is gone. */
    private void serve(Hypervisor h) {
        entries.incrementAndGet();
        Utcb message = h.utcb();
        try {
            long sum = 0;
            for (int i = 0; i < message.length(); i++) {
                sum += message.argument(i);
            }
            message.argument(0, sum);
            message.length(1);
        } catch (IllegalStateException e) { // the message area is gone
            assertThat(Hypercalls.signal(h, Domains.ROOT, 2)).isEqualTo(Status.ABORTED);
            assertThat(isRefused(h)).isTrue();
        }
    }

    private static boolean isRefused(Hypervisor h) {
        try {
            h.load(TestSystem.FREE, 8);
            return false;
        } catch (HostFault e) {
            return true;
        }
    }

    private void call(Hypervisor h) {
        long begun = era.get();
        Utcb message = h.utcb();
        message.length(WORDS);
        long sum = 0;
        for (int i = 0; i < WORDS; i++) {
            message.argument(i, calls.get() + i);
            sum += calls.get() + i;
        }
        int status = Hypercalls.call(h, PORTAL);
        calls.incrementAndGet();
        if (status == Status.OK) {
            boolean wasGone = begun % 2 == 1 && begun == era.get();
            assertThat(wasGone).as("called what is gone").isFalse();
            assertThat(message.length()).isEqualTo(1);
            assertThat(message.argument(0)).isEqualTo(sum);
            answered.incrementAndGet();
        } else {
            assertThat(GONE).as("how a call failed").contains(status);
        }
    }

    private void takeAndGiveBack(Hypervisor h) {
        switch (random.nextInt(4)) {
            case 0 -> {
                take(h, SERVER + Domains.PORTAL, false);
                giveRight(h);
            }
            case 1 -> {
                take(h, SERVER + Domains.PORTAL, true);
                ok(Hypercalls.createPortal(h, SERVER + Domains.PORTAL, SERVER, SERVER + Domains.EC, SERVER, 0));
                giveRight(h);
            }
            case 2 -> {
                take(h, SERVER + Domains.EC, true);
                destroyServer(h);
            }
            default -> {
                take(h, SERVER, true);
                destroyServer(h);
            }
        }
    }

    private static void destroyServer(Hypervisor h) {
        ok(Domains.revoke(h, 2, SERVER, 0, true));
        makeServer(h);
        giveRight(h);
    }

    private void take(Hypervisor h, long selector, boolean self) {
        ok(Domains.revoke(h, 2, selector, 0, self));
        era.incrementAndGet();
        long entered = entries.get();
        long called = calls.get();
        await("two more calls", () -> calls.get() > called + 2);
        if (entries.get() > entered + 1) { // one may have been under way
            throw new AssertionError("entered after it was gone");
        }
        era.incrementAndGet();
    }
}
