// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each operation with each of its capability arguments right, weakened, of a wrong type and empty, and with wrong words: the statuses of {@code docs/hypercalls.md}. A call
 * that fails has changed nothing.
 */
class HypercallTest {
    // Where the root task of the test has its objects.
    static final long PD = 500;
    private static final long HOST = 502;
    private static final long GUEST = 510;
    static final long EC = 520;
    private static final long FRESH_EC = 521;
    private static final long VCPU = 522;
    private static final long SC = 523;
    private static final long PORTAL = 524;
    static final long NOTIFICATION = 525;
    private static final long OTHER_PORTAL = 526;
    static final long OTHER_EC = 527;
    private static final long DMA = 528;
    private static final long INTERRUPT = Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT;

    /** A selector for the capability under test, a free one, and one that is always empty. */
    private static final long TESTED = 900;

    static final long TO = 1000;

    /** Where root task and server take what comes with messages: at selectors that need tables of their own. */
    static final long WINDOW = 1 << 20;

    static final long WINDOW_ORDER = 3;
    private static final long EMPTY = 901;
    private static final long PAGE = TestSystem.FREE >>> 12;

    /** An argument that names a capability: to what, with which permission, and the types of objects that are also taken, if with another outcome. */
    record Right(int position, ObjectType type, int permission, Set<ObjectType> alsoTaken) {}

    /** A word that is wrong at a position, and what is said to it. */
    record Wrong(int position, long value, int status) {}

    /** One row of the table of operations: arguments that are right, and what is known of them. */
    record Row(Operation operation, List<Long> arguments, List<Right> rights, List<Wrong> wrongs) {
        Row right(int position, ObjectType type, int permission, ObjectType... alsoTaken) {
            Set<ObjectType> also = EnumSet.noneOf(ObjectType.class);
            also.addAll(Arrays.asList(alsoTaken));
            rights.add(new Right(position, type, permission, also));
            return this;
        }

        Row wrong(int position, int status, long... values) {
            for (long value : values) {
                wrongs.add(new Wrong(position, value, status));
            }
            return this;
        }

        /** Whether it can be done once only. {@link Destruction} has these, with what is to be destroyed. */
        boolean isDestruction() {
            return operation == Operation.REVOKE && arguments.get(3) == 1;
        }

        @Override
        public String toString() {
            return operation.name();
        }

        /** The arguments with another one at {@code position}. */
        List<Long> with(int position, long value) {
            List<Long> changed = new ArrayList<>(arguments);
            changed.set(position, value);
            return changed;
        }
    }

    private static Row row(Operation operation, long... arguments) {
        return new Row(operation, Arrays.stream(arguments).boxed().toList(), new ArrayList<>(), new ArrayList<>());
    }

    /** A row of an operation that creates: its first arguments are where to, and the owner. */
    private static Row creation(Operation operation, long... more) {
        return creation(Permission.PD_CREATE, operation, more);
    }

    private static Row creation(int ownership, Operation operation, long... more) {
        long[] arguments = new long[2 + more.length];
        arguments[0] = TO;
        arguments[1] = PD;
        System.arraycopy(more, 0, arguments, 2, more.length);
        return row(operation, arguments)
                .right(1, ObjectType.PROTECTION_DOMAIN, ownership)
                .wrong(0, Status.BAD_ARGUMENT, 0, -1, Long.MIN_VALUE, 1L << 36, HUGE)
                .wrong(0, Status.OCCUPIED, PD, Selectors.PD);
    }

    private static final long HUGE = Long.MAX_VALUE;

    /** What the caller has in its message: an answer would overwrite it. */
    private static final long WORD = 4711;

    static List<Row> rows() {
        return List.of(
                row(Operation.CALL, PORTAL)
                        .right(0, ObjectType.PORTAL, Permission.PORTAL_CALL)
                        .wrong(0, Status.BAD_PCPU, OTHER_PORTAL),
                creation(Operation.CREATE_PD, 1, 5, 5)
                        .wrong(0, Status.BAD_ARGUMENT, (1L << 36) - 2)
                        .wrong(0, Status.OCCUPIED, PD - 2)
                        .wrong(2, Status.BAD_ARGUMENT, 2, -1, HUGE)
                        .wrong(3, Status.BAD_ARGUMENT, -1, Long.MIN_VALUE)
                        .wrong(4, Status.BAD_ARGUMENT, -1, Long.MIN_VALUE),
                creation(Operation.CREATE_GUEST_SPACE),
                creation(Operation.CREATE_DMA_SPACE),
                row(Operation.ASSIGN_DEVICE, Selectors.DEVICES + 1, DMA)
                        .right(0, ObjectType.DEVICE, Permission.DEVICE_ASSIGN)
                        .right(1, ObjectType.DMA_SPACE, Permission.SPACE_ASSIGN),
                row(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, DMA, 0, 3, 3)
                        .right(2, ObjectType.DMA_SPACE, Permission.SPACE_GRANT, spaces())
                        .wrong(3, Status.BAD_ARGUMENT, 1L << 29),
                creation(Operation.CREATE_HOST_EC, 0, PORTAL)
                        .right(3, ObjectType.PORTAL, Permission.PORTAL_EVENT)
                        .wrong(2, Status.BAD_PCPU, 2, -1, HUGE, 1)
                        .wrong(3, Status.BAD_PCPU, OTHER_PORTAL),
                creation(Operation.CREATE_VCPU, 0, 4096)
                        .wrong(2, Status.BAD_PCPU, 2, -1, HUGE)
                        .wrong(3, Status.BAD_ARGUMENT, -1, HUGE, (1L << 36) - 10),
                creation(Permission.PD_SCHEDULE, Operation.CREATE_SC, FRESH_EC, 1, 100, 0)
                        .right(2, ObjectType.EXECUTION_CONTEXT, Permission.EC_BIND)
                        .wrong(2, Status.BAD_ARGUMENT, EC)
                        .wrong(3, Status.BAD_ARGUMENT, 0, -1, 128, HUGE)
                        .wrong(4, Status.BAD_ARGUMENT, 0, -1, 99, 1_000_001, HUGE)
                        .wrong(5, Status.BAD_ARGUMENT, -1, 99, 1_000_001, HUGE),
                creation(Operation.CREATE_PORTAL, FRESH_EC, 7, RegisterGroup.ALL)
                        .right(2, ObjectType.EXECUTION_CONTEXT, Permission.EC_BIND)
                        .wrong(2, Status.BAD_CAPABILITY, VCPU)
                        .wrong(4, Status.BAD_ARGUMENT, -1, 1 << 12, 1L << 32, HUGE),
                creation(Operation.CREATE_NOTIFICATION, FRESH_EC)
                        .right(2, ObjectType.EXECUTION_CONTEXT, Permission.EC_BIND)
                        .wrong(2, Status.BAD_CAPABILITY, VCPU)
                        .wrong(2, Status.BAD_ARGUMENT, EC),
                row(Operation.DELEGATE, Selectors.OBJECT_SPACE, PORTAL, Selectors.OBJECT_SPACE, TO, 0, -1)
                        .right(0, ObjectType.OBJECT_SPACE, Permission.SPACE_TAKE, spaces())
                        .right(2, ObjectType.OBJECT_SPACE, Permission.SPACE_GRANT, spaces())
                        .wrong(0, Status.BAD_ARGUMENT, Selectors.HOST_SPACE, GUEST)
                        .wrong(1, Status.BAD_CAPABILITY, 0, EMPTY)
                        .wrong(1, Status.BAD_ARGUMENT, -1, 1L << 36)
                        .wrong(2, Status.BAD_ARGUMENT, Selectors.HOST_SPACE, GUEST)
                        .wrong(3, Status.BAD_ARGUMENT, 0, -1, 1L << 36)
                        .wrong(3, Status.OCCUPIED, PORTAL)
                        .wrong(4, Status.BAD_ARGUMENT, 1, -1, 64, HUGE)
                        .wrong(5, Status.BAD_PERMISSION, 0, 1L << 32),
                row(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, HOST, 0, 3, 7)
                        .right(0, ObjectType.HOST_SPACE, Permission.SPACE_TAKE, spaces())
                        .right(2, ObjectType.HOST_SPACE, Permission.SPACE_GRANT, spaces())
                        .wrong(0, Status.BAD_CAPABILITY, GUEST)
                        .wrong(1, Status.BAD_CAPABILITY, 1 << 20)
                        .wrong(1, Status.BAD_ARGUMENT, PAGE + 1, -8, 1L << 36)
                        .wrong(3, Status.BAD_ARGUMENT, 1, -8, 1L << 36)
                        .wrong(3, Status.OCCUPIED, 4096)
                        .wrong(4, Status.BAD_ARGUMENT, -1, 20, 37, HUGE)
                        .wrong(5, Status.BAD_PERMISSION, 0, 2, 8),
                row(Operation.DELEGATE, HOST, 4096, GUEST, 0, 0, 7)
                        .right(0, ObjectType.HOST_SPACE, Permission.SPACE_TAKE, spaces())
                        .right(2, ObjectType.GUEST_SPACE, Permission.SPACE_GRANT, spaces())
                        .wrong(3, Status.BAD_ARGUMENT, 1L << 29),
                row(Operation.REVOKE, Selectors.OBJECT_SPACE, PORTAL, 0, 1)
                        .right(0, ObjectType.OBJECT_SPACE, Permission.SPACE_TAKE, spaces())
                        .wrong(1, Status.BAD_ARGUMENT, -1, 1L << 36, HUGE)
                        .wrong(2, Status.BAD_ARGUMENT, -1, 37, 64, HUGE)
                        .wrong(3, Status.BAD_ARGUMENT, 2, -1),
                row(Operation.REVOKE, HOST, 4096, 4, 0)
                        .right(0, ObjectType.HOST_SPACE, Permission.SPACE_TAKE, spaces())
                        .wrong(1, Status.BAD_ARGUMENT, 4097, -4096)
                        .wrong(2, Status.BAD_ARGUMENT, 3, 0),
                row(Operation.SIGNAL, NOTIFICATION, 1)
                        .right(0, ObjectType.NOTIFICATION, Permission.NOTIFICATION_SIGNAL),
                row(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 1)
                        .right(0, ObjectType.INTERRUPT, Permission.INTERRUPT_BIND)
                        .right(1, ObjectType.NOTIFICATION, Permission.NOTIFICATION_BIND)
                        .wrong(2, Status.BAD_ARGUMENT, 0),
                row(Operation.ACKNOWLEDGE, INTERRUPT).right(0, ObjectType.INTERRUPT, Permission.INTERRUPT_BIND),
                row(Operation.INJECT, VCPU, 4, 1 << 10)
                        .right(0, ObjectType.EXECUTION_CONTEXT, Permission.EC_CONTROL)
                        .wrong(0, Status.BAD_CAPABILITY, EC)
                        .wrong(1, Status.BAD_ARGUMENT, 1, -1, 1 << 10, 1L << 32)
                        .wrong(2, Status.BAD_ARGUMENT, 4, 1, -1),
                row(Operation.RECALL, VCPU)
                        .right(0, ObjectType.EXECUTION_CONTEXT, Permission.EC_CONTROL)
                        .wrong(0, Status.BAD_CAPABILITY, EC),
                row(Operation.CONTROL_SC, SC, 1, 100, 1000, 900)
                        .right(0, ObjectType.SCHEDULING_CONTEXT, Permission.SC_CONTROL)
                        .wrong(1, Status.BAD_ARGUMENT, 0, -1, 128, HUGE)
                        .wrong(2, Status.BAD_ARGUMENT, -1, 99, 101, HUGE)
                        .wrong(3, Status.BAD_ARGUMENT, 0, 99, 999, -1, 1_000_001, HUGE)
                        .wrong(4, Status.BAD_ARGUMENT, -2, 901, HUGE));
    }

    private static ObjectType[] spaces() {
        return new ObjectType[] {
            ObjectType.OBJECT_SPACE, ObjectType.HOST_SPACE, ObjectType.GUEST_SPACE, ObjectType.DMA_SPACE
        };
    }

    /** A kernel with one object of each type. */
    static Bench bench() {
        Bench bench = new Bench(2);
        bench.ok(Operation.CREATE_PD, PD, Selectors.PD, 1, 50, 60);
        bench.ok(Operation.CREATE_GUEST_SPACE, GUEST, PD);
        bench.ok(Operation.CREATE_DMA_SPACE, DMA, PD);
        bench.ok(Operation.CREATE_HOST_EC, EC, PD, 0, 0);
        bench.ok(Operation.CREATE_HOST_EC, FRESH_EC, PD, 0, 0);
        bench.ok(Operation.CREATE_HOST_EC, OTHER_EC, PD, 1, 0);
        bench.ok(Operation.CREATE_VCPU, VCPU, PD, 0, 4096);
        bench.ok(Operation.CREATE_SC, SC, PD, EC, 50, 1000);
        bench.ok(Operation.CREATE_PORTAL, PORTAL, PD, EC, 1, 0);
        bench.ok(Operation.CREATE_PORTAL, OTHER_PORTAL, PD, OTHER_EC, 2, 0);
        bench.ok(Operation.CREATE_NOTIFICATION, NOTIFICATION, PD, EC);
        bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, HOST, 4096, 4, 7);
        bench.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 2);
        ((Interrupt) bench.lookup(INTERRUPT).object()).claimed(0); // as if it had come
        ((ProtectionDomain) bench.lookup(PD).object()).program(); // as if it had begun
        return bench;
    }

    /** Root task and server take what comes with messages. */
    static void openWindows(Bench bench) {
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, PD + 1, PD + 1, 2, 0, -1);
        server(bench).utcb().window(2, WINDOW, (int) WINDOW_ORDER);
        bench.ec.utcb().window(Selectors.OBJECT_SPACE, WINDOW, (int) WINDOW_ORDER);
    }

    /** The root task's message is one that carries capabilities. */
    static void writeCall(Bench bench) {
        write(bench.ec, Selectors.OBJECT_SPACE, NOTIFICATION, EC);
    }

    /** The server's message is one that carries capabilities. */
    static void writeReply(Bench bench) {
        write(server(bench), 2, 2, 2);
    }

    private static void write(HostEc sender, long space, long first, long second) {
        Utcb message = sender.utcb();
        message.length(0);
        message.item(space, first, 0, -1, 1);
        message.item(space, second, 0, -1, 5);
    }

    static HostEc server(Bench bench) {
        return (HostEc) bench.lookup(EC).object();
    }

    /** An object of each type, for arguments of a wrong type. */
    private static KernelObject sample(Bench bench, ObjectType type) {
        long selector = switch (type) {
            case PROTECTION_DOMAIN -> PD;
            case OBJECT_SPACE -> PD + 1;
            case HOST_SPACE -> HOST;
            case GUEST_SPACE -> GUEST;
            case EXECUTION_CONTEXT -> EC;
            case SCHEDULING_CONTEXT -> SC;
            case PORTAL -> PORTAL;
            case NOTIFICATION -> NOTIFICATION;
            case INTERRUPT -> INTERRUPT;
            case DMA_SPACE -> DMA;
            case DEVICE -> Selectors.DEVICES;
        };
        return bench.lookup(selector).object();
    }

    /** What no failing call may change, but for the words of messages: all objects, which capabilities lead to which, and what is charged. */
    static List<Object> state(Bench bench) {
        ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
        GuestSpace guest = (GuestSpace) bench.lookup(GUEST).object();
        DmaSpace dma = (DmaSpace) bench.lookup(DMA).object();
        return List.of(
                bench.words(),
                Bench.list(bench.root.objects()),
                Bench.list(bench.root.memory()),
                Bench.list(pd.objects()),
                Bench.list(pd.memory()),
                Bench.list(guest),
                Bench.list(dma),
                bench.usage(bench.root),
                bench.usage(pd));
    }

    /** The messages of the caller and of who serves its calls, which no failing call may change either. */
    static List<Object> messages(Bench bench) {
        return List.of(Bench.message(bench.ec), Bench.message(server(bench)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anOperationTakesWhatIsRightAndRefusesWhatIsNot(Row row) {
        check(row);
    }

    /** The rows of an operation, given by its name. */
    static void check(String operation) {
        rows().stream().filter(row -> row.operation().name().equals(operation)).forEach(HypercallTest::check);
    }

    private static void check(Row row) {
        List<Executable> cases = new ArrayList<>();
        cases.add(test(row, "as it should be", Status.OK, bench -> {}, row.arguments()));
        for (Right right : row.rights()) {
            cases.addAll(tests(row, right));
        }
        for (Wrong wrong : row.wrongs()) {
            String what = "argument " + wrong.position() + " = " + wrong.value();
            cases.add(test(row, what, wrong.status(), bench -> {}, row.with(wrong.position(), wrong.value())));
        }
        assertAll(cases);
    }

    private static List<Executable> tests(Row row, Right right) {
        List<Executable> tests = new ArrayList<>();
        String argument = "argument " + right.position() + " ";
        List<Long> tested = row.with(right.position(), TESTED);
        long original = row.arguments().get(right.position());
        int others = Permission.all(right.type()) & ~right.permission();
        tests.add(test(
                row,
                argument + "with no more than " + right.permission(),
                Status.OK,
                bench -> weaken(bench, original, right.permission()),
                tested));
        tests.add(test(
                row,
                argument + "without " + right.permission(),
                Status.BAD_PERMISSION,
                bench -> weaken(bench, original, others),
                tested));
        for (ObjectType type : ObjectType.values()) {
            if (type != right.type() && !right.alsoTaken().contains(type)) {
                tests.add(test(
                        row,
                        argument + "a " + type,
                        Status.BAD_CAPABILITY,
                        bench -> bench.put(TESTED, Capability.toObject(sample(bench, type), -1)),
                        tested));
            }
        }
        boolean optional = row.operation() == Operation.CREATE_HOST_EC && right.position() == 3;
        for (long nothing : optional ? new long[] {EMPTY, -1} : new long[] {EMPTY, 0, -1, HUGE, Long.MIN_VALUE}) {
            tests.add(test(
                    row,
                    argument + "empty: " + nothing,
                    Status.BAD_CAPABILITY,
                    bench -> {},
                    row.with(right.position(), nothing)));
        }
        return tests;
    }

    private static void weaken(Bench bench, long original, int permissions) {
        bench.put(TESTED, Capability.toObject(bench.lookup(original).object(), permissions));
    }

    private static Executable test(Row row, String what, int status, Consumer<Bench> prepare, List<Long> arguments) {
        return () -> {
            try (Bench bench = bench()) {
                prepare.accept(bench);
                bench.ec.utcb().argument(0, WORD);
                List<Object> before = state(bench);
                List<Object> messages = messages(bench);
                int result = bench.call(
                        row.operation(), arguments.stream().mapToLong(a -> a).toArray());
                assertThat(Status.name(result)).as(what).isEqualTo(Status.name(status));
                if (status != Status.OK) {
                    assertThat(state(bench)).as(what).isEqualTo(before);
                    assertThat(messages(bench)).as(what).isEqualTo(messages);
                }
            }
        };
    }

    @Test
    void whatIsNoOperationIsRefused() {
        try (Bench bench = new Bench(1)) {
            for (int number : new int[] {-1, Operation.values().length, 24, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                assertThat(bench.kernel.hypercall(bench.ec, number, 1, 1, 1, 1, 1, 1))
                        .isEqualTo(Status.BAD_OPERATION);
            }
        }
    }

    @Test
    void whatFailsGivesBackSelectorsOfSeveralTables() {
        try (Bench bench = bench()) {
            List<Object> before = state(bench);
            long last = (1 << 20) - 1; // of a table: the two other spaces that come with a PD are in the next one
            assertThat(bench.call(Operation.CREATE_PD, last, Selectors.PD, -1, 1, 1))
                    .isEqualTo(Status.BAD_ARGUMENT);
            assertThat(state(bench)).isEqualTo(before);
        }
    }

    @Test
    void framesThatAreUsedUpAreAStatus() {
        try (Bench bench = bench()) {
            int made = 0;
            while (bench.call(Operation.CREATE_GUEST_SPACE, 2000 + made, Selectors.PD) == Status.OK) {
                made++;
            }
            assertThat(made).isGreaterThan(40);
            for (int i = 0; bench.call(Operation.CREATE_HOST_EC, 3000 + i, Selectors.PD, 0, 0) == Status.OK; i++) {}
            List<Object> before = state(bench);
            long pages = CapabilitySpace.MAX_SELECTORS;
            assertThat(bench.call(Operation.CREATE_GUEST_SPACE, TO, Selectors.PD))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.CREATE_HOST_EC, TO, Selectors.PD, 0, 0))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.CREATE_PD, TO, Selectors.PD, 1, 1, 0))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, 2000, 0, 0, 7))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, 2000, 1 << 18, 9, 7))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(state(bench)).isEqualTo(before);
            // What needs no frames goes on, and so does whoever has a quota of its own.
            bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, Selectors.HOST_SPACE, pages - 1, 0, 7);
            bench.ok(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, GUEST, 0, 0, 7);
            bench.ok(Operation.CREATE_HOST_EC, TO, PD, 0, 0);
            bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, 2000, 0, 1);
            bench.ok(Operation.CREATE_GUEST_SPACE, 2000, Selectors.PD);
        }
    }

    @Test
    void objectsThatAreUsedUpAreAStatus() {
        try (Bench bench = bench()) {
            ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
            List<Object> before = List.of();
            int status = Status.OK;
            long to = 0;
            while (status == Status.OK) {
                before = state(bench);
                to += 512; // takes a table each time
                status = bench.call(Operation.DELEGATE, Selectors.OBJECT_SPACE, PORTAL, PD + 1, to, 0, -1);
            }
            assertThat(Status.name(status)).isEqualTo("NO_MEMORY");
            assertThat(state(bench)).isEqualTo(before);
            while (bench.call(Operation.CREATE_VCPU, TO + to, PD, 0, 0) == Status.OK) {
                to++;
            }
            before = state(bench);
            assertThat(bench.call(Operation.CREATE_PORTAL, TO, PD, EC, 0, 0)).isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.CREATE_PD, TO, PD, 1, 0, 0)).isEqualTo(Status.NO_MEMORY);
            assertThat(bench.call(Operation.DELEGATE, Selectors.HOST_SPACE, PAGE, HOST, 1 << 20, 0, 7))
                    .isEqualTo(Status.NO_MEMORY);
            assertThat(state(bench)).isEqualTo(before);
            assertThat(pd.quota().usedObjects()).isEqualTo(60);
            bench.ok(Operation.CREATE_PORTAL, TO, Selectors.PD, EC, 0, 0);
        }
    }

    @Test
    void nobodyGivesAwayMoreThanItHas() {
        try (Bench bench = bench()) {
            List<Object> before = state(bench);
            for (long much : new long[] {61, Long.MAX_VALUE}) {
                assertThat(bench.call(Operation.CREATE_PD, TO, PD, 1, much, 0)).isEqualTo(Status.NO_MEMORY);
                assertThat(bench.call(Operation.CREATE_PD, TO, PD, 1, 0, much)).isEqualTo(Status.NO_MEMORY);
            }
            assertThat(state(bench)).isEqualTo(before);
        }
    }

    @Test
    void whatWasCreatedByARightGoesWithIt() {
        try (Bench bench = bench()) {
            ProtectionDomain pd = (ProtectionDomain) bench.lookup(PD).object();
            HostEc caller = (HostEc) bench.lookup(EC).object();
            bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, PD, PD + 1, Selectors.PD, 0, Permission.PD_CREATE);
            bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, EC, PD + 1, Selectors.MAIN_EC, 0, Permission.EC_BIND);
            assertThat(bench.call(caller, Operation.CREATE_GUEST_SPACE, 4096, Selectors.PD))
                    .isEqualTo(Status.OK);
            assertThat(bench.call(caller, Operation.CREATE_PORTAL, 4097, Selectors.PD, Selectors.MAIN_EC, 1, 0))
                    .isEqualTo(Status.OK);
            assertThat(bench.call(caller, Operation.CREATE_VCPU, 4098, Selectors.PD, 0, 64))
                    .isEqualTo(Status.OK);
            bench.ok(Operation.REVOKE, PD + 1, Selectors.PD, 0, 1);
            assertThat(Bench.list(pd.objects())).hasSize(1); // the execution context that it was given
            assertThat(bench.call(caller, Operation.CREATE_GUEST_SPACE, 4096, Selectors.PD))
                    .isEqualTo(Status.BAD_CAPABILITY);
        }
    }

    @Test
    void anInterruptIsMaskedUntilItIsAcknowledged() throws InterruptedException, BusError {
        try (Bench bench = bench()) {
            Notification notification =
                    (Notification) bench.lookup(NOTIFICATION).object();
            bench.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 8);
            bench.system.machine.bus().write(AddressMap.UART + 1, 1, 1); // receiver interrupts
            bench.system.machine.receive(new byte[] {65});
            notification.take();
            bench.kernel.deliverInterrupts(0);
            assertThat(notification.take()).isEqualTo(8);
            bench.kernel.deliverInterrupts(0); // the line is still asserted
            bench.kernel.deliverInterrupts(1);
            assertThat(notification.isSignalled()).isFalse();
            bench.ok(Operation.ACKNOWLEDGE, INTERRUPT);
            bench.kernel.deliverInterrupts(0);
            assertThat(notification.take()).isEqualTo(8);
            bench.ok(Operation.BIND_INTERRUPT, INTERRUPT, NOTIFICATION, 16); // and so it is after a new binding
            bench.kernel.deliverInterrupts(0);
            assertThat(notification.take()).isEqualTo(16);
            bench.kernel.deliverInterrupts(0);
            assertThat(notification.isSignalled()).isFalse();
        }
    }
}
