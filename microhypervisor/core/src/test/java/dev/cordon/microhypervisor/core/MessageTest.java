// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.give;
import static dev.cordon.microhypervisor.core.Domains.giveMemory;
import static dev.cordon.microhypervisor.core.Domains.ok;
import static dev.cordon.microhypervisor.core.Domains.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Capabilities in messages, of real programs on real threads: there and back, refused as a whole, and while they are revoked. */
class MessageTest {
    private static final long A = 5000;
    private static final long B = A + Domains.STRIDE;
    private static final long WINDOW = 8192;
    private static final long PAGE = TestSystem.FREE >>> 12;

    private final TestProgram root = new TestProgram();
    private final AtomicLong result = new AtomicLong();

    /** A server that opens a window of 8 selectors when it begins. */
    private static TestProgram server(long space) {
        return new TestProgram().init(h -> {
            h.utcb().window(space, WINDOW, 3);
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
    }

    private void run(TestProgram server, Consumer<Hypervisor> client) {
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            start(h, A, 50);
        });
        root.notified((h, badges) -> {
            client.accept(h);
            result.set(1);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root, server)) {
            system.await("the client", () -> result.get() == 1);
        }
    }

    @Test
    void capabilitiesComeWithACallWhereTheWindowIs() {
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> {
            assertThat(h.utcb().received()).isEqualTo(2);
            ok(Hypercalls.signal(h, WINDOW + 2, 16));
            assertThat(Hypercalls.createHostEc(h, 9000, Selectors.PD, 0, WINDOW + 5))
                    .isEqualTo(Status.BAD_PERMISSION); // it came to be called only
            h.utcb().argument(0, h.utcb().argument(0) + 1);
            h.utcb().length(1);
        });
        run(server, h -> {
            Utcb message = h.utcb();
            message.length(1);
            message.argument(0, 41);
            message.item(Selectors.OBJECT_SPACE, A + Domains.NOTIFICATION, 0, Permission.NOTIFICATION_SIGNAL, 2);
            message.item(Selectors.OBJECT_SPACE, A + Domains.PORTAL, 0, Permission.PORTAL_CALL, 5);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(message.argument(0)).isEqualTo(42);
            assertThat(message.items()).isZero();
            assertThat(message.received()).isZero();
        });
    }

    @Test
    void capabilitiesComeWithAReply() {
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> {
            assertThat(h.utcb().received()).isZero();
            ok(Hypercalls.createPortal(h, 9000 + portal, Selectors.PD, Selectors.MAIN_EC, 7, 0));
            h.utcb().length(0);
            h.utcb().item(Selectors.OBJECT_SPACE, 9000 + portal, 0, Permission.PORTAL_CALL, 0);
        });
        run(server, h -> {
            h.utcb().window(Selectors.OBJECT_SPACE, 700, 0);
            h.utcb().length(0);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isEqualTo(1);
            assertThat(Hypercalls.createHostEc(h, 800, Selectors.PD, 0, 700)).isEqualTo(Status.BAD_PERMISSION);
            ok(Hypercalls.revoke(h, Selectors.OBJECT_SPACE, 700, 0, true));
            assertThat(Hypercalls.call(h, 700)).isEqualTo(Status.BAD_CAPABILITY);
        });
    }

    @Test
    void aReplyWhoseCapabilitiesCannotComeSaysWhyAndBringsItsWords() {
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> {
            h.utcb().length(1);
            h.utcb().argument(0, 77);
            h.utcb().item(Selectors.OBJECT_SPACE, Selectors.MAIN_EC, 0, -1, 0);
            h.utcb().item(Selectors.OBJECT_SPACE, 12345, 0, -1, 1);
        });
        run(server, h -> {
            h.utcb().window(Selectors.OBJECT_SPACE, 700, 2);
            h.utcb().length(0);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isEqualTo(-Status.BAD_CAPABILITY);
            assertThat(h.utcb().argument(0)).isEqualTo(77);
            assertThat(Hypercalls.createPortal(h, 900, Selectors.PD, 700, 1, 0)).isEqualTo(Status.BAD_CAPABILITY);
        });
    }

    @Test
    void theTablesOfMemoryThatCannotComeAreForgotten() {
        long space = 900;
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> {
            h.utcb().length(0);
            h.utcb().item(Selectors.HOST_SPACE, PAGE, 0, Permission.MEMORY_READ, 0);
            h.utcb().item(Selectors.HOST_SPACE, PAGE + 1, 0, Permission.MEMORY_READ, 1); // which it has not
        });
        run(server, h -> {
            Domains.giveMemory(h, A, TestSystem.FREE, 0, Permission.MEMORY_READ);
            ok(Hypercalls.createGuestSpace(h, space, Selectors.PD));
            HostEc ec = (HostEc) h;
            ((GuestSpace) ec.pd().objects().lookup(space).object()).assign(0); // a vCPU has run there
            Shootdown shootdown = ec.pcpu().shootdown();
            assertThat(shootdown.enterGuest()).isTrue();
            shootdown.leaveGuest();
            h.utcb().window(space, 0, 1);
            h.utcb().length(0);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isEqualTo(-Status.BAD_CAPABILITY);
            assertThat(shootdown.enterGuest()).as("nothing to forget").isFalse();
        });
    }

    @Test
    void memoryComesWithAMessage() {
        TestProgram server = server(Selectors.HOST_SPACE).called((h, portal) -> {
            assertThat(h.utcb().received()).isEqualTo(1);
            assertThat(h.memory((WINDOW + 4) << 12, 4 * 4096).isReadOnly()).isTrue();
            h.utcb().argument(0, h.load((WINDOW + 5) << 12, 8));
            h.utcb().length(1);
        });
        run(server, h -> {
            h.store(TestSystem.FREE + 4096, 8, 4711);
            h.utcb().length(0);
            h.utcb().item(Selectors.HOST_SPACE, PAGE, 2, Permission.MEMORY_READ, 4);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().argument(0)).isEqualTo(4711);
        });
    }

    @Test
    void whatDoesNotFitIsRefusedAsAWhole() {
        AtomicLong entries = new AtomicLong();
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> entries.incrementAndGet());
        run(server, h -> {
            long good = A + Domains.NOTIFICATION;
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, 0, -1, 8); // behind the window
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, 0, -1, -1);
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, 0, -1, Long.MIN_VALUE);
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, 1, -1, 0);
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, 4, -1, 0);
            refuse(h, Status.BAD_ARGUMENT, Selectors.OBJECT_SPACE, good, -1, -1, 0);
            refuse(h, Status.BAD_ARGUMENT, Selectors.HOST_SPACE, PAGE, 0, -1, 0); // the window is for objects
            refuse(h, Status.OCCUPIED, Selectors.OBJECT_SPACE, good, 0, -1, 1); // beside the first item
            refuse(h, Status.BAD_CAPABILITY, Selectors.OBJECT_SPACE, 999, 0, -1, 0);
            refuse(h, Status.BAD_CAPABILITY, good, 0, 0, -1, 0);
            refuse(h, Status.BAD_PERMISSION, Selectors.OBJECT_SPACE, good, 0, 0, 0);
            h.utcb().word(Utcb.LENGTH, 5L << Integer.SIZE);
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.BAD_ARGUMENT);
            h.utcb().word(Utcb.LENGTH, -1L);
            assertThat(Hypercalls.call(h, A + Domains.PORTAL)).isEqualTo(Status.BAD_ARGUMENT);
            assertThat(entries.get()).isZero();
        });
    }

    /** Sends an item that is right and one that is not: neither comes. */
    private static void refuse(
            Hypervisor h, int status, long space, long base, int order, int permissions, long hotSpot) {
        ProtectionDomain pd = ((HostEc) h).pd();
        ProtectionDomain server = (ProtectionDomain) pd.objects().lookup(A).object();
        Object before =
                java.util.List.of(Bench.list(server.objects()), server.quota().usedObjects());
        h.utcb().length(0);
        h.utcb().item(Selectors.OBJECT_SPACE, A + Domains.NOTIFICATION, 0, -1, 1);
        h.utcb().item(space, base, order, permissions, hotSpot);
        assertThat(Status.name(Hypercalls.call(h, A + Domains.PORTAL))).isEqualTo(Status.name(status));
        assertThat(java.util.List.<Object>of(
                        Bench.list(server.objects()), server.quota().usedObjects()))
                .isEqualTo(before);
    }

    @Test
    void aHandlerThatSaysNothingOfItemsSendsNone() {
        TestProgram server = server(Selectors.OBJECT_SPACE).called((h, portal) -> {
            if (h.utcb().argument(0) == 1) {
                h.utcb().length(1);
                h.utcb().item(Selectors.OBJECT_SPACE, Selectors.MAIN_NOTIFICATION, 0, -1, 0);
            }
        });
        run(server, h -> {
            h.utcb().window(Selectors.OBJECT_SPACE, 700, 2);
            h.utcb().length(1);
            h.utcb().argument(0, 1);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isEqualTo(0 - Status.BAD_CAPABILITY); // A has no right to it
            give(h, A, A + Domains.NOTIFICATION, Selectors.MAIN_NOTIFICATION, -1);
            h.utcb().length(1);
            h.utcb().argument(0, 1);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isEqualTo(1);
            // Its item still stands in its message area; a client that sends as many does not make it send them.
            h.utcb().length(1);
            h.utcb().argument(0, 2);
            h.utcb().item(Selectors.OBJECT_SPACE, A + Domains.NOTIFICATION, 0, -1, 3);
            h.utcb().window(Selectors.OBJECT_SPACE, 704, 2);
            ok(Hypercalls.call(h, A + Domains.PORTAL));
            assertThat(h.utcb().received()).isZero();
        });
    }

    @Test
    @Tag("threads")
    void whatIsRevokedDoesNotComeOrGoesAgain() {
        AtomicLong came = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        TestProgram server = server(Selectors.HOST_SPACE).called((h, portal) -> {
            if (h.utcb().received() == 1) {
                came.incrementAndGet();
                try {
                    h.store(WINDOW << 12, 8, 1);
                } catch (HostFault e) {
                    // it has been revoked meanwhile
                }
                Domains.revoke(h, Selectors.HOST_SPACE, WINDOW, 0, true);
            }
        });
        TestProgram client = new TestProgram().init(h -> {
            ok(Hypercalls.signal(h, Domains.ROOT, 2));
            while (result.get() == 0) {
                h.utcb().length(0);
                h.utcb().item(Selectors.HOST_SPACE, PAGE, 0, -1, 0);
                int status = Hypercalls.call(h, 900);
                assertThat(status)
                        .isIn(Status.OK, Status.BAD_CAPABILITY, Status.BUSY); // BUSY until the server has begun
                sent.addAndGet(status == Status.OK ? 1 : 0);
            }
        });
        root.init(h -> {
            Domains.create(h, A, 1, 1);
            Domains.create(h, B, 2, 1);
            give(h, B, A + Domains.PORTAL, 900, Permission.PORTAL_CALL);
            start(h, A, 50);
            start(h, B, 40);
        });
        root.notified((h, badges) -> {
            if ((badges & 2) == 0) {
                return;
            }
            ProtectionDomain server1 =
                    (ProtectionDomain) ((HostEc) h).pd().objects().lookup(A).object();
            for (int i = 0; i < 2000 || came.get() < 20; i++) {
                giveMemory(h, B, TestSystem.FREE, 0, Permission.MEMORY_READ | Permission.MEMORY_WRITE);
                for (long before = sent.get(); i % 20 == 0 && sent.get() == before; ) {
                    Thread.onSpinWait();
                }
                Domains.takeMemory(h, TestSystem.FREE, 0);
                Capability left = server1.memory().lookup(WINDOW);
                assertThat(left.live()).as("what came of what is revoked").isFalse();
            }
            result.set(1);
        });
        try (TestSystem system = TestSystem.start(2, root, server, client)) {
            system.await("the end", () -> result.get() == 1);
        }
    }
}
