// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import dev.cordon.microhypervisor.core.InterfaceModel.Item;
import dev.cordon.microhypervisor.core.InterfaceModel.Kind;
import dev.cordon.microhypervisor.core.InterfaceModel.Right;
import dev.cordon.microhypervisor.core.InterfaceModel.Thing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of random hypercalls of several domains, beside {@link InterfaceModel}: after each step, what was done is what the model says (I6), charges are what it says
 * (I5), whom the caller cannot reach has noticed nothing (I4), and what was made or has gone is so, with its parent, in page tables, and for harts, programs and devices that
 * could reach it (I1, I2, I3: {@link StepCheck}); every 16 steps and at the end everything is compared: the rights in all spaces and where they come from
 * (I1, I2), what page tables map (I3), and what a hart and programs find there (I2, I3). At the end all domains are destroyed, and nothing is left (I5).
 *
 * <p>A step is a number: what it means depends on what there is. So a run can be made shorter by leaving out steps, and made again from its numbers.
 */
final class InterfaceRun implements AutoCloseable {
    /** Hears of each call: its operation, and whether it was done; and of capabilities in messages, there and back. */
    interface Statistics {
        void called(String what, boolean done);
    }

    static final String ITEMS = "items of a call";
    static final String REPLIED = "items of a reply";

    private static final List<Operation> OPERATIONS = List.of(Operation.values());
    private static final int PCPUS = 2;
    private static final int FULL = 16;
    private static final long PAGES = 64;
    private static final long PAGE = TestSystem.FREE >>> 12;
    private static final int DOMAINS = 3;

    /** {@code ld a0, 0(a1); ecall}, at the start of each page that domains can have; in its middle stands the number of its frame. */
    private static final int LOAD = 0x0005_B503;

    private static final int ENVIRONMENT_CALL = 0x73;
    private static final int DATA = 2048;
    private static final long SPARE = 900;
    private static final int VS_CALL = 10;

    /** A page that a program looks at, and the right that it does so by. */
    private record View(MemorySegment segment, Right by) {}

    private final Bench bench = new Bench(PCPUS);
    private final Statistics statistics;
    private final InterfaceModel model =
            new InterfaceModel(PCPUS, 2, bench.kernel.memory().frames());
    private final IdentityHashMap<Thing, KernelObject> objects = new IdentityHashMap<>();
    private final StepCheck steps = new StepCheck(model, this::object, bench.system.machine.ram());
    private final List<View> views = new ArrayList<>();

    /** What harts have loaded from in each space, and may still have cached. */
    private final Map<Thing, List<Long>> touched = new HashMap<>();

    private final Thing interrupt = model.thing(Kind.INTERRUPT, model.root);
    private SplittableRandom random = new SplittableRandom(0);

    /** The right that the first argument of the current call names. */
    private @Nullable Right named;

    InterfaceRun(Statistics statistics) {
        this.statistics = statistics;
        mirrorRoot();
        fillPages();
        for (int i = 0; i < DOMAINS; i++) {
            makeDomain(i);
        }
        compareAll();
    }

    /** A run of {@code count} steps from one number. */
    static void run(long seed, int count) {
        SplittableRandom steps = new SplittableRandom(seed);
        try (InterfaceRun run = new InterfaceRun((operation, done) -> {})) {
            for (int i = 0; i < count; i++) {
                run.step(steps.nextLong());
                if (i % FULL == FULL - 1) {
                    run.compareAll();
                }
            }
            run.end();
        }
    }

    /** The same without a look at everything after the beginning: what is found is found after its step. */
    static void runStepwise(long seed, int count) {
        SplittableRandom steps = new SplittableRandom(seed);
        try (InterfaceRun run = new InterfaceRun((operation, done) -> {})) {
            for (int i = 0; i < count; i++) {
                run.step(steps.nextLong());
            }
        }
    }

    void run(List<Long> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            step(numbers.get(i));
            if (i % FULL == FULL - 1) {
                compareAll();
            }
        }
        end();
    }

    // How it begins.

    private void mirrorRoot() {
        bind(model.root, bench.root);
        bind(model.root.objects(), bench.root.objects());
        bind(model.root.host(), bench.root.memory());
        Thing ec = model.thing(Kind.EC, model.root);
        Thing notification = model.thing(Kind.NOTIFICATION, model.root);
        notification.ec = ec;
        ec.notification = notification;
        ec.sc = ec; // it has one that nobody has a right to
        model.root.ec = ec;
        model.root.notification = notification;
        bind(ec, bench.ec);
        bind(notification, bench.lookup(Selectors.MAIN_NOTIFICATION).object());
        bind(interrupt, bench.kernel.interrupt(AddressMap.UART_INTERRUPT));
        bench.root.program();
        IdentityHashMap<KernelObject, Thing> things = new IdentityHashMap<>();
        objects.forEach((thing, object) -> things.put(object, thing));
        for (Capability at : list(bench.root.objects())) {
            Thing thing = things.get(at.object());
            if (thing == null) {
                thing = model.thing(at.object() instanceof Device ? Kind.DEVICE : Kind.INTERRUPT, model.root);
                bind(thing, at.object());
            }
            model.put(new Right(model.root.objects(), at.selector(), 0, 0, thing, at.permissions(), null, false));
        }
        for (Capability at : list(bench.root.memory())) {
            model.put(new Right(
                    model.root.host(), at.selector(), at.order(), at.frame(), null, at.permissions(), null, false));
        }
    }

    private void fillPages() {
        Ram ram = bench.system.machine.ram();
        for (long page = PAGE; page < PAGE + PAGES; page++) {
            ram.writeLong(page << 12, LOAD | (long) ENVIRONMENT_CALL << 32);
            ram.writeLong((page << 12) + DATA, page);
        }
    }

    /** A PD with an execution context, rights to all that is its own, some memory, and, but for the last, a portal of the next. */
    private void makeDomain(int number) {
        Thing caller = Objects.requireNonNull(model.root.ec);
        long base = 1000 + 20L * number;
        must(caller, Operation.CREATE_PD, base, 1, 1, 24, 100);
        must(caller, Operation.CREATE_HOST_EC, base + 3, base, number % PCPUS, 0);
        must(caller, Operation.CREATE_NOTIFICATION, base + 4, base, base + 3);
        must(caller, Operation.CREATE_PORTAL, base + 5, base, base + 3, 7, 0);
        must(caller, Operation.CREATE_GUEST_SPACE, base + 6, base);
        for (int i = 0; i < 7; i++) {
            must(caller, Operation.DELEGATE, 2, base + i, base + 1, 1 + i, 0, -1);
        }
        must(caller, Operation.DELEGATE, 3, PAGE + 16L * number, base + 2, 64, 4, 7);
        must(caller, Operation.DELEGATE, 3, PAGE + 16L * number, base + 6, 0, 3, 7);
        must(caller, Operation.DELEGATE, 2, Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT, base + 1, 8, 0, 1);
        must(caller, Operation.CREATE_DMA_SPACE, base + 7, base);
        must(caller, Operation.DELEGATE, 3, PAGE + 16L * number, base + 7, 8, 2, 3);
        must(caller, Operation.DELEGATE, 2, base + 7, base + 1, 15, 0, -1);
        must(caller, Operation.DELEGATE, 2, Selectors.DEVICES + number % 2, base + 1, 16, 0, -1);
        must(caller, Operation.ASSIGN_DEVICE, Selectors.DEVICES + number % 2, base + 7);
        must(caller, Operation.CREATE_VCPU, base + 8, base, number % PCPUS, 64);
        // Weak rights to itself, to what it could control and to spaces, and a block that consists of single pages.
        must(caller, Operation.DELEGATE, 2, base + 4, base + 1, 17, 0, 2);
        must(caller, Operation.DELEGATE, 2, base + 8, base + 1, 18, 0, 1);
        must(caller, Operation.DELEGATE, 2, base, base + 1, 14, 0, 1 + number % 2);
        must(caller, Operation.DELEGATE, 2, base + 1, base + 1, 11, 0, 2);
        must(caller, Operation.DELEGATE, 2, base + 2, base + 1, 12, 0, 1);
        must(caller, Operation.DELEGATE, 2, base + 6, base + 1, 13, 0, 2);
        for (int i = 0; i < 4; i++) {
            must(caller, Operation.DELEGATE, 3, PAGE + 16L * number + 2L * i, base + 2, 80 + i, 0, 7);
        }
        if (number == 1) {
            must(caller, Operation.DELEGATE, 2, base - 20 + 5, base + 1, 9, 0, 1);
            must(caller, Operation.DELEGATE, 2, base - 20 + 6, base + 1, 10, 0, 3);
        }
    }

    private void must(Thing caller, Operation operation, long... arguments) {
        long[] a = new long[6];
        System.arraycopy(arguments, 0, a, 0, arguments.length);
        assertThat(perform(caller, operation, a)).as(operation.name()).isTrue();
    }

    private void bind(Thing thing, KernelObject object) {
        objects.put(thing, object);
    }

    private KernelObject object(Thing thing) {
        return Objects.requireNonNull(objects.get(thing));
    }

    // Steps.

    void step(long number) {
        random = new SplittableRandom(number);
        List<Thing> callers =
                model.things.stream().filter(t -> t.type == Kind.EC).toList();
        // The root task is one among many; what it does concerns all.
        Thing caller = callers.get(random.nextInt(callers.size()));
        int kind = random.nextInt(38);
        switch (kind) {
            case 0 -> raise();
            case 1, 2 -> look(caller);
            case 3, 4 -> probe();
            case 5 -> call(caller, Operation.REVOKE);
            case 6, 7, 8 -> call(caller, Operation.CALL);
            default -> call(caller, OPERATIONS.get(random.nextInt(OPERATIONS.size())));
        }
    }

    private void call(Thing caller, Operation operation) {
        caller.word = random.nextLong();
        HostEc ec = (HostEc) object(caller);
        ec.utcb().length(1);
        ec.utcb().argument(0, caller.word);
        long[] arguments = plausible(caller, operation);
        if (random.nextInt(5) == 0) {
            arguments[random.nextInt(arguments.length)] = odd();
        }
        List<Item> items = operation == Operation.CALL ? items(caller, arguments[0]) : List.of();
        write(ec, items);
        Map<Thing, List<Long>> before = digests();
        Set<Thing> reach = model.reach(caller.owner);
        boolean done = perform(caller, operation, arguments, items);
        statistics.called(operation.name(), done);
        if (done && operation == Operation.CALL) {
            reply(caller);
        }
        Map<Thing, List<Long>> after = digests();
        before.forEach((pd, digest) -> {
            if (!done || !reach.contains(pd)) {
                assertThat(after.get(pd)).as("what another domain sees").isEqualTo(digest);
            }
        });
    }

    /** Items that have a chance to be delegated to who serves a portal, who says where it wants them; none, half of the time. */
    private List<Item> items(Thing caller, long portal) {
        Right named = caller.owner.objects().find(portal);
        if (named == null || named.object == null || named.object.type != Kind.PORTAL || random.nextBoolean()) {
            return List.of();
        }
        Thing callee = named.object.ec();
        openWindow(callee);
        return items(caller, callee);
    }

    private void openWindow(Thing receiver) {
        if (receiver.gone || receiver.owner.gone) {
            return; // nobody writes there any more
        }
        long space = pick(receiver, 2, Kind.OBJECTS, Kind.HOST, Kind.GUEST, Kind.DMA);
        long order = 4 + random.nextLong(3);
        long base = random.nextInt(20) == 0 ? odd() : random.nextLong(8) << order;
        receiver.window = new long[] {space, base, random.nextInt(20) == 0 ? odd() : order};
        Utcb utcb = ((HostEc) object(receiver)).utcb();
        for (int i = 0; i < receiver.window.length; i++) {
            utcb.word(Utcb.WINDOW + i, receiver.window[i]);
        }
    }

    private List<Item> items(Thing sender, Thing receiver) {
        Right window = receiver.owner.objects().find(receiver.window[0]);
        boolean objects = window != null && window.object != null && window.object.type == Kind.OBJECTS;
        List<Item> items = new ArrayList<>();
        int count = random.nextInt(30) == 0 ? 5 : 1 + random.nextInt(4) * random.nextInt(2);
        for (int i = 0; i < count; i++) {
            long space = objects ? pick(sender, 1, Kind.OBJECTS) : pick(sender, 1, Kind.HOST, Kind.GUEST, Kind.DMA);
            long order = objects ? 0 : random.nextLong(3) * random.nextInt(2);
            long base = selectorIn(sender, space) >> order << order;
            long hotSpot = random.nextInt(20) == 0 ? odd() : random.nextLong(64) >> order << order;
            long odd = random.nextInt(30) == 0 ? odd() : order;
            items.add(new Item(space, base, odd, mask(), hotSpot));
        }
        return items;
    }

    private static void write(HostEc sender, List<Item> items) {
        Utcb utcb = sender.utcb();
        utcb.length(1);
        for (int i = 0; i < Math.min(items.size(), Utcb.MAX_ITEMS); i++) {
            Item item = items.get(i);
            utcb.item(item.space(), item.base(), (int) item.order(), (int) item.permissions(), item.hotSpot());
            utcb.word(Utcb.ITEMS + i * Utcb.ITEM_WORDS + 2, item.order());
        }
        utcb.word(Utcb.LENGTH, 1 | (long) items.size() << Integer.SIZE);
    }

    /** The handler of a call that was made ends: with a word of its own, and perhaps capabilities. */
    private void reply(Thing caller) {
        Thing callee = Objects.requireNonNull(model.called);
        HostEc server = (HostEc) object(callee);
        HostEc client = (HostEc) object(caller);
        if (random.nextBoolean()) {
            openWindow(caller);
        }
        List<Item> items = random.nextInt(3) == 0 ? List.of() : items(callee, caller);
        callee.word = random.nextLong();
        server.utcb().argument(0, callee.word);
        write(server, items);
        boolean done = model.reply(caller, items);
        assertThat(bench.kernel.reply(server, client)).isEqualTo(Status.OK);
        if (!items.isEmpty()) {
            statistics.called(REPLIED, done);
        }
        assertThat(client.utcb().received() >= 0)
                .as("%s: %s", items, Status.name(-client.utcb().received()))
                .isEqualTo(done);
        compareStep();
    }

    private boolean perform(Thing caller, Operation operation, long[] a) {
        return perform(caller, operation, a, List.of());
    }

    /** Makes a call, and does it in the model. Both agree on whether it is done. */
    private boolean perform(Thing caller, Operation operation, long[] a, List<Item> items) {
        HostEc ec = (HostEc) object(caller);
        named = caller.owner.objects().find(a[0]);
        boolean expected = expect(caller, operation, a, items);
        if (!items.isEmpty()) {
            statistics.called(ITEMS, expected);
        }
        int status;
        int calls = 0;
        do {
            status = bench.kernel.hypercall(ec, operation.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
            assertThat(++calls).as("calls until a revocation ends").isLessThan(100);
        } while (status == Status.AGAIN);
        if (calls > 1 && status != Status.OK) {
            status = finish(caller, a);
        }
        assertThat(status).isNotEqualTo(Status.AGAIN).isBetween(Status.OK, Status.NO_TIME);
        assertThat(status == Status.OK)
                .as("%s%s %s: %s", operation, List.of(a[0], a[1], a[2], a[3], a[4], a[5]), items, Status.name(status))
                .isEqualTo(expected);
        if (expected && !model.created.isEmpty()) {
            for (int i = 0; i < model.created.size(); i++) {
                Thing made = model.created.get(i);
                bind(made, ec.pd().objects().lookup(a[0] + i).object());
                if (made.type == Kind.PD) {
                    ((ProtectionDomain) object(made)).program(); // as if it had begun
                }
            }
        }
        model.created.clear();
        compareStep();
        return expected;
    }

    /** A revocation has taken from its caller, by the way, the right to go on with it: somebody else does. */
    private int finish(Thing caller, long[] a) {
        Right right = Objects.requireNonNull(named);
        assertThat(right.gone || caller.gone || caller.owner.gone).isTrue();
        Thing space = Objects.requireNonNull(right.object);
        assertThat(space.gone).isFalse();
        boolean done;
        do {
            done = Revocation.step((CapabilitySpace) object(space), a[1], (int) a[2], a[3] == 1, Revoke.LIMIT);
            bench.kernel.reclaim().complete();
        } while (!done);
        return Status.OK;
    }

    private boolean expect(Thing caller, Operation operation, long[] a, List<Item> items) {
        return switch (operation) {
            case CALL -> model.call(caller, a[0], items);
            case CREATE_PD -> model.createPd(caller, a[0], a[1], a[2], a[3], a[4]);
            case CREATE_GUEST_SPACE -> model.createSpace(caller, a[0], a[1], Kind.GUEST);
            case CREATE_DMA_SPACE -> model.createSpace(caller, a[0], a[1], Kind.DMA);
            case ASSIGN_DEVICE -> model.assignDevice(caller, a[0], a[1]);
            case CREATE_HOST_EC -> model.createHostEc(caller, a[0], a[1], a[2], a[3]);
            case CREATE_VCPU -> model.createVcpu(caller, a[0], a[1], a[2], a[3]);
            case CREATE_SC -> model.createSc(caller, a[0], a[1], a[2], a[3], a[4], a[5]);
            case CREATE_PORTAL -> model.createPortal(caller, a[0], a[1], a[2], a[4]);
            case CREATE_NOTIFICATION -> model.createNotification(caller, a[0], a[1], a[2]);
            case DELEGATE -> model.delegate(caller, a[0], a[1], a[2], a[3], a[4], a[5]);
            case REVOKE -> model.revoke(caller, a[0], a[1], a[2], a[3]);
            case SIGNAL -> model.signal(caller, a[0], a[1]);
            case BIND_INTERRUPT -> model.bindInterrupt(caller, a[0], a[1], a[2]);
            case ACKNOWLEDGE -> model.acknowledge(caller, a[0]);
            case INJECT -> model.inject(caller, a[0], a[1], a[2]);
            case RECALL -> model.recall(caller, a[0]);
            case CONTROL_SC -> {
                boolean done = model.controlSc(caller, a[0], a[1], a[2], a[3], a[4]);
                caller.word = done ? 0 : caller.word; // nothing has run
                yield done;
            }
        };
    }

    // Arguments that have a chance to be right.

    private long[] plausible(Thing caller, Operation operation) {
        long to = random.nextInt(16) == 0 ? 1L << (9 * random.nextInt(4)) : 11 + random.nextInt(50);
        long owner = pick(caller, 1, Kind.PD);
        return switch (operation) {
            case CALL -> words(pick(caller, 1, Kind.PORTAL));
            case CREATE_PD -> words(to, owner, random.nextInt(2), random.nextInt(8), random.nextInt(60));
            case CREATE_GUEST_SPACE, CREATE_DMA_SPACE -> words(to, owner);
            case ASSIGN_DEVICE -> words(pick(caller, 1, Kind.DEVICE), pick(caller, 4, Kind.DMA));
            case CREATE_HOST_EC -> {
                long fault = random.nextInt(3) == 0 ? pick(caller, 2, Kind.PORTAL) : 0;
                yield words(to, owner, random.nextInt(PCPUS), fault);
            }
            case CREATE_VCPU -> words(to, owner, random.nextInt(PCPUS), random.nextInt(100));
            case CREATE_SC ->
                words(
                        to,
                        pick(caller, random.nextInt(3) == 0 ? 1 : 2, Kind.PD),
                        pick(caller, 1, Kind.VCPU, Kind.EC),
                        1 + random.nextInt(127),
                        100 + random.nextInt(1000),
                        random.nextInt(4) == 0 ? 2000 + random.nextInt(20_000) : 0);
            case CREATE_PORTAL ->
                words(to, owner, pick(caller, 1, Kind.EC), random.nextInt(9), random.nextInt(1 << 12));
            case CREATE_NOTIFICATION -> words(to, owner, unbound(caller));
            case DELEGATE -> delegation(caller);
            case REVOKE -> revocation(caller);
            case SIGNAL -> words(pick(caller, 1, Kind.NOTIFICATION), 1L << random.nextInt(8));
            case BIND_INTERRUPT ->
                words(pick(caller, 1, Kind.INTERRUPT), pick(caller, 2, Kind.NOTIFICATION), 1L << random.nextInt(8));
            case ACKNOWLEDGE -> words(pick(caller, 1, Kind.INTERRUPT));
            case INJECT -> {
                long set = random.nextInt(8);
                long clear = random.nextInt(8) & ~set;
                yield words(pick(caller, 2, Kind.VCPU), spread(set), spread(clear));
            }
            case RECALL -> words(pick(caller, 2, Kind.VCPU));
            case CONTROL_SC -> {
                long budget = random.nextInt(4) == 0 ? 0 : 100 + random.nextInt(1000);
                long period = random.nextInt(2) == 0 ? 0 : budget + random.nextInt(20_000);
                long offset = period == 0 || random.nextInt(2) == 0 ? -1 : random.nextInt((int) (period - budget + 1));
                yield words(pick(caller, 1, Kind.SC), 1 + random.nextInt(127), budget, period, offset);
            }
        };
    }

    /** Three bits as those of the virtual interrupts. */
    private static long spread(long bits) {
        return (bits & 1) << 2 | (bits & 2) << 5 | (bits & 4) << 8;
    }

    /** A host execution context without a notification, mostly. */
    private long unbound(Thing caller) {
        long ec = pick(caller, 1, Kind.EC);
        for (int i = 0; i < 6; i++) {
            Right right = caller.owner.objects().find(ec);
            if (right == null || right.object == null || right.object.notification == null) {
                return ec;
            }
            ec = pick(caller, 1, Kind.EC);
        }
        return ec;
    }

    private long[] delegation(Thing caller) {
        if (random.nextInt(3) == 0) {
            long space = pick(caller, 1, Kind.OBJECTS);
            long to = pick(caller, 2, Kind.OBJECTS);
            return words(space, selectorIn(caller, space), to, 11 + random.nextInt(50), 0, mask());
        }
        long from = pick(caller, 1, Kind.HOST, Kind.GUEST, Kind.DMA);
        long to = pick(caller, 2, Kind.HOST, Kind.GUEST, Kind.DMA);
        long order = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
        long target = random.nextInt(128) + (random.nextInt(4) == 0 ? 1L << (9 * (1 + random.nextInt(2))) : 0);
        return words(from, selectorIn(caller, from) >> order << order, to, target >> order << order, order, mask());
    }

    private long[] revocation(Thing caller) {
        long space = pick(caller, 1, Kind.OBJECTS, Kind.HOST, Kind.GUEST, Kind.DMA);
        long order = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
        long at = selectorIn(caller, space);
        Right right = caller.owner.objects().find(space);
        boolean roots = right != null && right.object != null && right.object.owner == model.root;
        // What the root task has goes in small pieces, or every run would soon be at its end.
        long base = roots && random.nextInt(4) != 0 ? 11 + random.nextInt(50) : at;
        return words(space, base >> order << order, order, random.nextInt(2));
    }

    private long mask() {
        return random.nextInt(3) == 0 ? random.nextInt(8) : -1;
    }

    private static long[] words(long... given) {
        long[] all = new long[6];
        System.arraycopy(given, 0, all, 0, given.length);
        return all;
    }

    /** A selector of the caller's by which it has a permission to something of one of the types, mostly. */
    private long pick(Thing caller, int permission, Kind... types) {
        int luck = random.nextInt(20);
        if (luck != 0) {
            List<Kind> wanted = List.of(types);
            int needed = luck < 3 ? 0 : permission;
            List<Right> fit = caller.owner.objects().rights.values().stream()
                    .filter(r -> r.object != null && wanted.contains(r.object.type))
                    .filter(r -> (r.permissions & needed) == needed)
                    .toList();
            if (!fit.isEmpty()) {
                return fit.get(random.nextInt(fit.size())).at;
            }
        }
        return random.nextInt(16);
    }

    /** A selector that is in use in the space that the caller has at {@code selector}, mostly. */
    private long selectorIn(Thing caller, long selector) {
        Right named = caller.owner.objects().find(selector);
        if (named != null && named.object != null && random.nextInt(8) != 0) {
            List<Right> all = named.object == model.root.host()
                    ? named.object.rights.subMap(0L, PAGE + PAGES).values().stream()
                            .toList()
                    : List.copyOf(named.object.rights.values());
            if (named.object.type == Kind.OBJECTS && random.nextInt(4) != 0) {
                all = List.copyOf(named.object.rights.tailMap(11L).values()); // not what one needs oneself
            }
            if (!all.isEmpty()) {
                Right right = all.get(random.nextInt(all.size()));
                boolean whole = right.at <= PAGE && PAGE < right.end();
                return whole ? PAGE + random.nextLong(PAGES) : right.at + random.nextLong(1L << right.order);
            }
        }
        return random.nextInt(64);
    }

    private long odd() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> -1;
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            default -> random.nextInt(20);
        };
    }

    // What happens beside calls.

    private void raise() {
        if (!interrupt.masked) {
            model.raise(interrupt);
            ((Interrupt) object(interrupt)).claimed(interrupt.pcpu);
            compareCharges();
        }
    }

    /** A program takes a view of a page that it has, and keeps it. */
    private void look(Thing caller) {
        List<Right> pages = caller.owner.host().rights.values().stream()
                .filter(r -> r.frame >= PAGE && r.frame < PAGE + PAGES)
                .toList();
        if (pages.isEmpty()) {
            return;
        }
        Right page = pages.get(random.nextInt(pages.size()));
        try {
            MemorySegment segment =
                    ((ProtectionDomain) object(caller.owner)).memory().memory(page.at << 12, 4096);
            assertThat(page.permissions & 1).as("a view of what can be read").isEqualTo(1);
            assertThat(segment.isReadOnly()).isEqualTo((page.permissions & 2) == 0);
            views.add(new View(segment, page));
        } catch (HostFault e) {
            assertThat(page.permissions & 1).as("no view of what can be read").isZero();
        }
    }

    /** A hart runs in a guest space, and finds there what the rights say. */
    private void probe() {
        List<Thing> spaces =
                model.things.stream().filter(t -> t.type == Kind.GUEST).toList();
        if (!spaces.isEmpty()) {
            probe(spaces.get(random.nextInt(spaces.size())));
        }
    }

    private void probe(Thing space) {
        List<Right> pages = List.copyOf(space.rights.values());
        boolean there = !pages.isEmpty() && random.nextBoolean();
        probe(space, there ? pages.get(random.nextInt(pages.size())).at : random.nextInt(128));
    }

    private void probe(Thing space, long target) {
        List<Right> code = space.rights.values().stream()
                .filter(r -> (r.permissions & 5) == 5 && r.frame >= PAGE && r.frame < PAGE + PAGES)
                .toList();
        if (code.isEmpty()) {
            return;
        }
        Right from = code.get(random.nextInt(code.size()));
        Right expected = space.find(target);
        if (expected != null && (expected.frame < PAGE || expected.frame >= PAGE + PAGES)) {
            return; // other memory, or none
        }
        HartState state = runGuest((GuestSpace) object(space), from.at << 12, (target << 12) + DATA);
        if (expected != null && (expected.permissions & 1) != 0) {
            assertThat(state.scause).as("a load of what is there").isEqualTo(VS_CALL);
            assertThat(state.x[10]).isEqualTo(expected.frame + (target - expected.at));
            List<Long> loaded = touched.computeIfAbsent(space, s -> new ArrayList<>());
            if (loaded.size() < FULL) {
                loaded.add(target);
            }
        } else {
            assertThat(state.scause).as("a load of what is not there").isEqualTo(21);
            assertThat(state.htval << 2).isEqualTo((target << 12) + DATA);
        }
    }

    private HartState runGuest(GuestSpace space, long pc, long address) {
        Pcpu pcpu = bench.kernel.pcpu(random.nextInt(PCPUS));
        HartState state = VcpuReset.state();
        state.hgatp = space.hgatp();
        state.pc = pc;
        state.privilege = 1;
        state.x[11] = address;
        space.assign(pcpu.number());
        Exit exit = Exit.KICK;
        for (int i = 0; exit != Exit.TRAP && i < 10; i++) {
            exit = pcpu.runGuest(state, pcpu.clock().time() + 10_000);
        }
        assertThat(exit)
                .as("pc %x, vscause %d, vsepc %x, vstval %x", state.pc, state.vscause, state.vsepc, state.vstval)
                .isEqualTo(Exit.TRAP);
        return state;
    }

    // What must be true.

    /** What a PD can see of itself: what it is charged for, and the state of all that is its own. */
    private Map<Thing, List<Long>> digests() {
        Map<Thing, List<Long>> all = new HashMap<>();
        for (Thing thing : model.things) {
            Thing pd = thing.type == Kind.PD ? thing : thing.owner;
            digest(object(thing), all.computeIfAbsent(pd, _ -> new ArrayList<>()));
        }
        return all;
    }

    private static void digest(KernelObject object, List<Long> words) {
        object.save(words::add);
        switch (object) {
            case CapabilitySpace space -> words.add(StepCheck.fingerprint(space));
            case HostEc ec -> words.add(ec.utcb().argument(0));
            case Vcpu vcpu -> vcpu.state().save(words::add);
            default -> {}
        }
    }

    /** What is compared after each step. */
    private void compareStep() {
        compareCharges();
        List<Right> gone = model.changed.stream()
                .filter(right -> right.gone && !right.space.gone)
                .toList();
        steps.compare();
        for (Right right : gone) { // harts must not go on finding them
            List.copyOf(touched.getOrDefault(right.space, List.of())).stream()
                    .filter(page -> right.at <= page && page < right.end())
                    .forEach(page -> probe(right.space, page));
        }
        compareViews();
        compareIds();
        for (Thing thing : model.things) {
            if (thing.type == Kind.DEVICE) {
                compareReach(thing);
            } else if (thing.type == Kind.EC && thing != model.root.ec) {
                compareBindings(thing);
            }
        }
    }

    /** No two spaces share a VMID, under which harts cache what they find there. */
    private void compareIds() {
        Set<Integer> ids = new HashSet<>();
        for (Thing thing : model.things) {
            if (thing.type.hasTables()) {
                assertThat(ids.add(((SecondStageSpace) object(thing)).id()))
                        .as("a number of its own")
                        .isTrue();
            }
        }
    }

    private void compareBindings(Thing thing) {
        HostEc ec = (HostEc) object(thing);
        assertThat(ec.isBound()).isEqualTo(thing.notification != null);
        assertThat(ec.sc() != null).isEqualTo(thing.sc != null);
        assertThat(ec.hasEnded()).isFalse();
    }

    private void compareViews() {
        for (View view : views) {
            assertThat(view.segment.scope().isAlive()).as("a view").isEqualTo(!view.by.gone);
            if (!view.by.gone) {
                assertThat(view.segment.get(ValueLayout.JAVA_LONG, DATA)).isEqualTo(view.by.frame);
            }
        }
    }

    private void compareReach(Thing device) {
        Thing reached = InterfaceModel.reached(device);
        assertThat(((Device) object(device)).space())
                .as("what a device reaches")
                .isSameAs(reached == null ? null : object(reached));
    }

    private void compareCharges() {
        long held = 0;
        for (Thing pd : model.things) {
            if (pd.type == Kind.PD) {
                Quotas quotas = new Quotas(((ProtectionDomain) object(pd)).quota());
                assertThat(quotas.frames()).as("frames charged").isEqualTo(model.frames(pd));
                assertThat(quotas.objects()).as("objects charged").isEqualTo(model.objects(pd));
                held += model.frames(pd) - (pd == model.root ? 0 : pd.frameLimit);
            }
        }
        assertThat((long) bench.kernel.memory().held()).as("frames held").isEqualTo(held);
    }

    private record Quotas(dev.cordon.capabilities.spaces.Quota quota) {
        long frames() {
            return quota.usedFrames();
        }

        long objects() {
            return quota.usedObjects();
        }
    }

    private void compareAll() {
        compareCharges();
        for (int pcpu = 0; pcpu < PCPUS; pcpu++) {
            assertThat(Bench.time(bench.kernel.pcpu(pcpu)))
                    .as("time that is left")
                    .isEqualTo(model.time(pcpu));
        }
        compareIds();
        IdentityHashMap<KernelObject, Thing> things = new IdentityHashMap<>();
        for (Thing thing : model.things) {
            things.put(object(thing), thing);
        }
        for (Thing thing : model.things) {
            if (thing.type.isSpace()) {
                compareSpace(thing, things);
            }
            if (thing.type.hasTables()) {
                compareTables(thing);
            }
            if (thing.type == Kind.GUEST) {
                probe(thing);
                List.copyOf(touched.getOrDefault(thing, List.of())).forEach(target -> probe(thing, target));
            }
            if (thing.type == Kind.DEVICE) {
                compareReach(thing);
            }
            if (thing.type == Kind.EC) {
                assertThat(((HostEc) object(thing)).utcb().argument(0))
                        .as("the word of an execution context")
                        .isEqualTo(thing.word);
                assertThat(Math.max(((HostEc) object(thing)).utcb().received(), -1))
                        .as("the items that came")
                        .isEqualTo((int) thing.received);
            }
            compareState(thing);
            if (thing.type == Kind.EC && thing != model.root.ec) {
                compareBindings(thing);
            }
        }
        compareViews();
    }

    /** What others have made of it, by signals, interrupts, recalls, schedules. */
    private void compareState(Thing thing) {
        if (thing.type == Kind.SC) {
            List<Long> p = thing.policy;
            assertThat(((SchedulingContext) object(thing)).wanted())
                    .as("how a scheduling context goes on")
                    .isEqualTo(Policy.of(p.get(0), p.get(1), p.get(2), p.get(3)));
        }
        List<Long> expected = expectedWords(thing);
        List<Long> words = new ArrayList<>();
        object(thing).save(words::add);
        assertThat(words.subList(0, expected.size()))
                .as("the state of a " + thing.type)
                .isEqualTo(expected);
    }

    /** The first of the words that are saved of it. */
    private List<Long> expectedWords(Thing thing) {
        return switch (thing.type) {
            case NOTIFICATION -> List.of(thing.word);
            case INTERRUPT ->
                thing == interrupt
                        ? List.of((long) AddressMap.UART_INTERRUPT, thing.word, (long) thing.pcpu, flag(thing.masked))
                        : List.of();
            case VCPU ->
                List.of(
                        (long) thing.pcpu,
                        flag(thing.sc != null),
                        0L,
                        (long) 'N',
                        (thing.set | thing.cleared) << Integer.SIZE | thing.set,
                        flag(thing.recalled));
            default -> List.of();
        };
    }

    private static long flag(boolean value) {
        return value ? 1 : 0;
    }

    private void compareSpace(Thing space, IdentityHashMap<KernelObject, Thing> things) {
        List<String> expected = new ArrayList<>();
        for (Right right : space.rights.values()) {
            expected.add(describe(
                    right.at,
                    right.order,
                    right.frame,
                    right.permissions,
                    right.object,
                    right.parent == null ? null : right.parent.space,
                    right.parent == null ? 0 : right.parent.at));
        }
        List<String> found = new ArrayList<>();
        IdentityHashMap<Capability, Thing> homes = homes();
        for (Capability at : list((CapabilitySpace) object(space))) {
            Capability parent = at.parent();
            found.add(describe(
                    at.selector(),
                    at.order(),
                    at.frame(),
                    at.permissions(),
                    things.get(at.object()),
                    parent.live() ? homes.get(parent) : null,
                    parent.live() ? parent.selector() : 0));
        }
        assertThat(found).isEqualTo(expected);
    }

    /** In which space each capability lies. */
    private IdentityHashMap<Capability, Thing> homes() {
        IdentityHashMap<Capability, Thing> homes = new IdentityHashMap<>();
        for (Thing space : model.things) {
            if (space.type.isSpace()) {
                list((CapabilitySpace) object(space)).forEach(capability -> homes.put(capability, space));
            }
        }
        return homes;
    }

    private static String describe(
            long at,
            int order,
            long frame,
            int permissions,
            @Nullable Thing object,
            @Nullable Thing home,
            long parent) {
        return at + "+" + order + " " + frame + " " + permissions + " " + System.identityHashCode(object) + " from "
                + System.identityHashCode(home) + ":" + parent;
    }

    private static List<Capability> list(CapabilitySpace space) {
        List<Capability> all = new ArrayList<>();
        for (Capability at = space.first(0, CapabilitySpace.MAX_SELECTORS);
                at.live();
                at = space.first(at.selector() + at.size(), CapabilitySpace.MAX_SELECTORS)) {
            all.add(at);
        }
        return all;
    }

    private void compareTables(Thing space) {
        Ram ram = bench.system.machine.ram();
        long kernel = ram.base() + ram.size() - Microhypervisor.memory(ram.size());
        List<MemoryModel.Mapping> expected = MemoryModel.merge(space.rights.values().stream()
                .map(r -> new MemoryModel.Mapping(r.at, 1L << r.order, r.frame, r.permissions))
                .toList());
        assertThat(PageTableWalker.walk(ram, kernel, ((SecondStageSpace) object(space)).hgatp()))
                .isEqualTo(expected);
    }

    /** Everything that the root task has created goes, and nothing is left of it. */
    private void end() {
        compareAll();
        Thing root = Objects.requireNonNull(model.root.ec);
        // It may have thrown away its own right to its object space.
        bench.put(SPARE, Capability.toObject(bench.root.objects(), 3));
        model.put(new Right(model.root.objects(), SPARE, 0, 0, model.root.objects(), 3, null, false));
        TreeMap<Long, Right> rights = new TreeMap<>(model.root.objects().rights);
        for (Right right : rights.values()) {
            if (right.original && !right.gone) {
                must(root, Operation.REVOKE, SPARE, right.at, 0, 1);
            }
        }
        compareAll();
        assertThat(bench.kernel.memory().held()).as("frames held at the end").isEqualTo(1);
        assertThat(model.things).noneMatch(thing -> thing.type == Kind.PD && thing != model.root);
    }

    @Override
    public void close() {
        bench.close();
    }
}
