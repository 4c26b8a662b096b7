// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How vCPUs go on after their exits, wait, are interrupted and recalled, in turns on one thread. The root task is their VMM; it does what the test says. */
class VcpuTest {
    private static final long SPACE = Selectors.FREE;
    private static final long EMPTY = Selectors.FREE + 1;
    private static final long VCPU = Selectors.FREE + 8;
    private static final long SC = Selectors.FREE + 16;
    private static final long EVENTS = Selectors.FREE + 64;
    private static final long GUEST = 0x8000_0000L;

    /** How far the programs of two vCPUs are apart. */
    private static final long PROGRAM = 1024;

    private static final int SENT = RegisterGroup.PC | RegisterGroup.TRAP | RegisterGroup.GENERAL;
    private static final int REPLY_ONLY = RegisterGroup.GUEST_SPACE | RegisterGroup.RUN_STATE | RegisterGroup.FENCE;

    /** Calls again and again, and counts in s0 how often it came back. */
    private static final String CALLS = """
            again:  ecall
                    addi    s0, s0, 1
                    j       again
            """;

    /** Waits again and again, and counts in s0 how often it came back. */
    private static final String WAITS = """
                    li      t0, 0x222
                    csrw    sie, t0
            again:  wfi
                    addi    s0, s0, 1
                    j       again
            """;

    private final List<String> events = new ArrayList<>();
    private final Deque<Consumer<Hypervisor>> deeds = new ArrayDeque<>();

    /** What is done at an exit before the reply, which then makes the vCPU run behind its ECALL. */
    private BiConsumer<Hypervisor, Integer> answer = (h, event) -> {};

    /** What is done before that reply is written. */
    private BiConsumer<Hypervisor, Integer> before = (h, event) -> {};

    /** How often another program was entered by an exit. */
    private int handled;

    private final TestSystem system;

    VcpuTest() {
        TestProgram root = new TestProgram();
        root.called(this::exit);
        root.notified((h, badges) -> deeds.remove().accept(h));
        system = TestSystem.takingTurns(2, root, new TestProgram().called((h, portal) -> handled++));
    }

    @AfterEach
    void end() {
        system.close();
    }

    private void exit(Hypervisor h, long portal) {
        int event = (int) portal % Event.COUNT;
        events.add(portal / Event.COUNT + ":" + event);
        Utcb message = h.utcb();
        before.accept(h, event);
        message.groups(RegisterGroup.PC | RegisterGroup.RUN_STATE);
        if (event == Event.STARTUP) {
            message.groups(RegisterGroup.PC | RegisterGroup.GUEST_SPACE);
            message.word(Utcb.GUEST_SPACE, SPACE);
            message.word(Utcb.PC, GUEST + portal / Event.COUNT * PROGRAM);
            message.word(Utcb.PRIVILEGE, 1);
        } else if (event == Event.ENVIRONMENT_CALL) {
            message.word(Utcb.PC, message.word(Utcb.PC) + 4);
        }
        answer.accept(h, event);
    }

    /** Has the root task do something. */
    private void enter(Consumer<Hypervisor> deed) {
        deeds.add(deed);
        ((Notification) object(Selectors.MAIN_NOTIFICATION)).signal(1);
        system.await("the root task", deeds::isEmpty);
    }

    /** Some time passes. */
    private void pass() {
        int[] looks = {0};
        system.await("nothing", () -> looks[0]++ == 5);
    }

    private Object object(long selector) {
        return Objects.requireNonNull(system.kernel.root())
                .objects()
                .lookup(selector)
                .object();
    }

    private Vcpu vcpu(int number) {
        return (Vcpu) object(VCPU + number);
    }

    private long count(int number) {
        return vcpu(number).state().x[8];
    }

    private static void load(Hypervisor h, String source) {
        h.memory(TestSystem.FREE, 4096)
                .copyFrom(MemorySegment.ofArray(
                        Assembler.parse("guest", GUEST, source).bytes()));
        ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
        ok(Hypercalls.createGuestSpace(h, EMPTY, Selectors.PD));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, TestSystem.FREE >>> 12, SPACE, GUEST >>> 12, 4, 7));
    }

    /** Creates a vCPU, which is not started. */
    private static void create(Hypervisor h, int number) {
        long base = EVENTS + (long) number * Event.COUNT;
        for (int event = 0; event < Event.COUNT; event++) {
            long id = (long) number * Event.COUNT + event;
            ok(Hypercalls.createPortal(h, base + event, Selectors.PD, Selectors.MAIN_EC, id, SENT | REPLY_ONLY));
        }
        ok(Hypercalls.createVcpu(h, VCPU + number, Selectors.PD, 0, base));
    }

    private static void start(Hypervisor h, int number) {
        ok(Hypercalls.createSc(h, SC + number, Selectors.PD, VCPU + number, 10, 1000));
    }

    private void run(String source) {
        enter(h -> {
            load(h, source);
            create(h, 0);
            start(h, 0);
        });
    }

    private static void destroy(Hypervisor h, long selector) {
        ok(Domains.revoke(h, Selectors.OBJECT_SPACE, selector, 0, true));
    }

    @Test
    void aMessageHasNothingOfTheReplyBefore() {
        List<Long> words = new ArrayList<>();
        int[] left = {Utcb.EVENT, Utcb.RECEIVED, Utcb.GUEST_SPACE, Utcb.LENGTH, Utcb.RUN_STATE};
        before = (h, event) -> {
            if (event == Event.ENVIRONMENT_CALL) {
                for (int word : left) {
                    words.add(h.utcb().word(word));
                    h.utcb().word(word, 7);
                }
                words.add((long) h.utcb().groups());
            }
        };
        answer = (h, event) -> h.utcb().word(Utcb.RUN_STATE, words.size() > left.length + 1 ? Utcb.STOP : Utcb.RUN);
        run(CALLS);
        pass();
        List<Long> message = List.of((long) Event.ENVIRONMENT_CALL, 0L, 0L, 0L, Utcb.RUN, (long) SENT);
        assertThat(words).hasSize(12);
        assertThat(words.subList(0, 6)).isEqualTo(message);
        assertThat(words.subList(6, 12)).isEqualTo(message);
    }

    @Test
    void aReplySaysWhetherItRunsWaitsOrStops() {
        long[] state = {Utcb.RUN};
        answer = (h, event) -> {
            if (events.size() > 4 && event != Event.STARTUP) {
                h.utcb().word(Utcb.RUN_STATE, state[0]);
            }
        };
        for (long other : new long[] {Utcb.STOP, Utcb.WAIT, 77, -1}) {
            events.clear();
            state[0] = other;
            if (other == Utcb.STOP) {
                run(CALLS);
            } else {
                enter(h -> ok(Hypercalls.recall(h, VCPU)));
            }
            pass();
            long count = count(0);
            assertThat(events).hasSize(5); // the others said to run
            assertThat(vcpu(0).isWaiting()).isEqualTo(other == Utcb.WAIT);
            assertThat(vcpu(0).isReady()).isFalse();
            pass();
            assertThat(count(0)).isEqualTo(count);
        }
    }

    @Test
    void aReplyThatSaysNothingMakesItRun() {
        answer = (h, event) -> {
            h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
            h.utcb().groups(h.utcb().groups() & ~RegisterGroup.RUN_STATE);
        };
        run(CALLS);
        pass();
        assertThat(count(0)).isGreaterThan(10);
    }

    @Test
    void itRunsOnNoSpaceButThatOfTheReply() {
        answer = (h, event) -> {
            if (events.size() == 4) {
                h.utcb().groups(h.utcb().groups() | RegisterGroup.GUEST_SPACE);
                h.utcb().word(Utcb.GUEST_SPACE, EMPTY);
            } else if (event == Event.INSTRUCTION_GUEST_PAGE_FAULT) {
                h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
            } else {
                h.utcb().word(Utcb.GUEST_SPACE, event == Event.STARTUP ? SPACE : EMPTY); // without its group
            }
        };
        run(CALLS);
        pass();
        String call = "0:" + Event.ENVIRONMENT_CALL;
        assertThat(events)
                .containsExactly("0:" + Event.STARTUP, call, call, call, "0:" + Event.INSTRUCTION_GUEST_PAGE_FAULT);
    }

    @Test
    void aGuestWithoutAPortalForItsExitStops() {
        enter(h -> {
            load(h, CALLS);
            create(h, 0);
            destroy(h, EVENTS + Event.ENVIRONMENT_CALL);
            start(h, 0);
        });
        pass();
        assertThat(events).containsExactly("0:" + Event.STARTUP);
        assertThat(vcpu(0).isReady()).isFalse();
    }

    @Test
    void aGuestWhoseHandlerIsElsewhereStops() {
        enter(h -> {
            ok(Hypercalls.createPd(h, 5000, Selectors.PD, 1, 10, 100));
            ok(Hypercalls.createHostEc(h, 5010, 5000, 1, 0));
            ok(Hypercalls.createSc(h, 5011, 5000, 5010, 50, 1000));
        });
        pass();
        startWithHandler(5010);
    }

    @Test
    void aGuestWhoseHandlerHasNotBegunStops() {
        enter(h -> {
            ok(Hypercalls.createPd(h, 5000, Selectors.PD, 1, 10, 100));
            ok(Hypercalls.createHostEc(h, 5010, 5000, 0, 0));
        });
        startWithHandler(5010);
    }

    private void startWithHandler(long ec) {
        enter(h -> {
            load(h, CALLS);
            ok(Hypercalls.createPortal(h, EVENTS + Event.STARTUP, 5000, ec, 0, 0));
            ok(Hypercalls.createVcpu(h, VCPU, Selectors.PD, 0, EVENTS));
            start(h, 0);
        });
        pass();
        assertThat(handled).isZero();
        assertThat(vcpu(0).isReady()).isFalse();
    }

    @Test
    void itIsRecalledWhateverItDoes() {
        String recall = "0:" + Event.RECALL;
        enter(h -> {
            load(h, WAITS);
            create(h, 0);
            ok(Hypercalls.recall(h, VCPU));
            start(h, 0);
        });
        pass();
        assertThat(events).containsExactly("0:" + Event.STARTUP, recall);
        assertThat(vcpu(0).isWaiting()).isTrue();
        enter(h -> ok(Hypercalls.recall(h, VCPU)));
        pass();
        assertThat(events).hasSize(3);
        answer = (h, event) -> h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
        enter(h -> ok(Hypercalls.recall(h, VCPU)));
        pass();
        assertThat(vcpu(0).isReady()).isFalse();
        enter(h -> ok(Hypercalls.recall(h, VCPU)));
        pass();
        assertThat(events).hasSize(5).last().isEqualTo(recall);
    }

    @Test
    void onlyAnInterruptThatIsEnabledWakesIt() {
        run(WAITS);
        pass();
        assertThat(count(0)).isZero();
        enter(h -> ok(Hypercalls.inject(h, VCPU, 1 << 6, 1 << 2)));
        pass();
        long woken = count(0);
        assertThat(woken).isPositive();
        enter(h -> ok(Hypercalls.inject(h, VCPU, 0, 1 << 6)));
        pass();
        long slept = count(0);
        pass();
        assertThat(count(0)).isEqualTo(slept);
        assertThat(vcpu(0).isWaiting()).isTrue();
        enter(h -> {
            ok(Hypercalls.inject(h, VCPU, 1 << 2, 0));
            ok(Hypercalls.inject(h, VCPU, 0, 1 << 2)); // before it has seen it
        });
        pass();
        assertThat(count(0)).isEqualTo(slept);
    }

    @Test
    void changesOfInterruptsAddUpUntilItTakesThem() {
        enter(h -> {
            load(h, CALLS);
            create(h, 0);
            ok(Hypercalls.inject(h, VCPU, 1 << 2, 0));
            ok(Hypercalls.inject(h, VCPU, 1 << 10, 0));
            ok(Hypercalls.inject(h, VCPU, 1 << 6, 1 << 10));
        });
        answer = (h, event) -> h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
        enter(h -> start(h, 0));
        pass();
        assertThat(vcpu(0).state().hvip).isEqualTo(1 << 2 | 1 << 6);
        enter(h -> ok(Hypercalls.inject(h, VCPU, 0, 1 << 2)));
        enter(h -> ok(Hypercalls.recall(h, VCPU)));
        pass();
        assertThat(vcpu(0).state().hvip).isEqualTo(1 << 6);
    }

    @Test
    void aHandlerThatDestroysItsGuestIsNotHeard() {
        List<Vcpu> gone = new ArrayList<>();
        answer = (h, event) -> {
            if (events.size() == 3) {
                gone.add(vcpu(0));
                destroy(h, VCPU);
            }
        };
        run(CALLS);
        pass();
        assertThat(events).hasSize(3);
        assertThat(gone.getFirst().state().x[8]).isEqualTo(1);
        assertThat(gone.getFirst().isReady()).isFalse();
    }

    @Test
    void vcpusThatTakeTurnsDoNotSeeEachOthersTranslations() {
        // Both have the same page table, which maps 1 GiB at two addresses. The first one looks at the second address,
        // and then takes it out, without a fence: it may still see
        // what was there, but who looks for the first time may not.
        String source = """
                        li      t0, 0x80002000
                        li      t1, 0x200000cf
                        sd      t1, 16(t0)
                        sd      t1, 24(t0)
                        li      t2, 0x8000000000080002
                        csrw    satp, t2
                        sfence.vma
                        li      t3, 0xC0000000
                        ld      s2, 0(t3)
                        sd      zero, 24(t0)
                        ecall
                        .balign 1024
                        la      t0, trap
                        csrw    stvec, t0
                        li      t2, 0x8000000000080002
                        csrw    satp, t2
                        li      t3, 0xC0000000
                        ld      s2, 0(t3)
                        ecall
                        .balign 4
                trap:   csrr    s3, scause
                        ecall
                """;
        answer = (h, event) -> h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
        run(source);
        pass();
        assertThat(vcpu(0).state().x[18]).isNotZero();
        enter(h -> {
            create(h, 1);
            start(h, 1);
        });
        pass();
        assertThat(events).last().isEqualTo("1:" + Event.ENVIRONMENT_CALL);
        assertThat(vcpu(1).state().x[18]).isZero();
        assertThat(vcpu(1).state().x[19]).as("a load page fault").isEqualTo(13);
    }

    @Test
    void aFenceIsDoneWhenTheGuestGoesOnAndNotWithoutOne() {
        Shootdown other = system.kernel.pcpu(1).shootdown();
        answer = (h, event) -> {
            if (event == Event.ENVIRONMENT_CALL) {
                assertThat(other.enterGuest()).as("nothing to forget").isTrue();
                other.leaveGuest();
                h.utcb().word(Utcb.RUN_STATE, Utcb.STOP);
                h.utcb().groups(RegisterGroup.PC | RegisterGroup.RUN_STATE | RegisterGroup.FENCE);
            }
        };
        enter(h -> {
            load(h, CALLS);
            create(h, 0);
        });
        GuestSpace space = (GuestSpace) object(SPACE);
        space.assign(1); // a vCPU of pCPU 1 has run there, and may again
        enter(h -> start(h, 0));
        pass();
        assertThat(other.enterGuest()).as("nothing to forget").isFalse();
    }

    @Test
    void withoutASpaceAFenceIsNothing() {
        answer = (h, event) -> h.utcb().groups(RegisterGroup.FENCE);
        run(CALLS);
        pass();
        assertThat(events).containsExactly("0:" + Event.STARTUP);
        assertThat(vcpu(0).isReady()).isFalse();
    }

    @Test
    void itsPcpuLooksAtOnceAtOneThatLosesItsTimeOrGoes() {
        Pcpu other = system.kernel.pcpu(1);
        enter(h -> {
            ok(Hypercalls.createVcpu(h, VCPU, Selectors.PD, 1, EVENTS));
            start(h, 0);
        });
        for (long gone : new long[] {SC, VCPU}) {
            pass();
            enter(h -> {
                assertThat(other.hasAttention()).isFalse();
                assertThat(other.shootdown().enterGuest()).isTrue();
                other.shootdown().leaveGuest();
                destroy(h, gone);
                assertThat(other.hasAttention()).as("without %d", gone).isTrue();
                assertThat(other.shootdown().enterGuest())
                        .as("runs on without %d", gone)
                        .isFalse();
            });
        }
    }
}
