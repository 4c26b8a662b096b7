// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docs/hypercalls.md} promises, as plainly as possible: things, rights to them in spaces, and what each operation does. It knows nothing of the
 * microhypervisor or the machine; numbers are those of the document.
 */
final class InterfaceModel {
    enum Kind {
        PD,
        OBJECTS,
        HOST,
        GUEST,
        DMA,
        EC,
        VCPU,
        SC,
        PORTAL,
        NOTIFICATION,
        INTERRUPT,
        DEVICE;

        boolean isSpace() {
            return this == OBJECTS || this == HOST || hasTables();
        }

        boolean hasTables() {
            return this == GUEST || this == DMA;
        }

        int permissions() {
            return switch (this) {
                case GUEST, DMA -> 7;
                case SC, INTERRUPT, DEVICE -> 1;
                default -> 3;
            };
        }
    }

    /** An object. What a type does not need stays empty. */
    static final class Thing {
        final Kind type;
        final Thing owner;
        boolean gone;

        /** PD: its spaces and its quota. */
        @Nullable
        Thing objects;

        @Nullable
        Thing host;

        long frameLimit;
        long objectLimit;

        /** Space: what is in it, by the first selector. */
        final TreeMap<Long, Right> rights = new TreeMap<>();

        long size;
        private boolean changed = true;
        private long tables;
        private long pageTables;

        /** EC, vCPU; portal, notification, SC: of which. Interrupt: where it comes. */
        int pcpu;

        @Nullable
        Thing ec;

        @Nullable
        Thing sc;

        /** SC: what it takes of its pCPU, in millionths; and by what priority, budget, period and offset it runs from now on. */
        long share;

        List<Long> policy = List.of();

        /** vCPU: the virtual interrupts that were set and cleared, and whether it was recalled. */
        long set;

        long cleared;
        boolean recalled;

        @Nullable
        Thing notification;

        /** EC: the word that it holds; notification: its badges; interrupt: the badges that it signals. */
        long word;

        /** EC: where it wants to have what comes with messages: a space, a base, an order. */
        long[] window = new long[3];

        /** EC: what has come with the last message. */
        long received;

        /** Interrupt: whether it has come and not been acknowledged. */
        boolean masked;

        /** Interrupt, device: the rights by which it is bound. */
        @Nullable
        Right by;

        @Nullable
        Right to;

        Thing(Kind type, @Nullable Thing owner) {
            this.type = type;
            this.owner = owner == null ? this : owner;
        }

        Thing objects() {
            return there(objects);
        }

        Thing host() {
            return there(host);
        }

        Thing ec() {
            return there(ec);
        }

        @Nullable
        Right find(long selector) {
            Map.Entry<Long, Right> entry = rights.floorEntry(selector);
            return entry != null && selector < entry.getValue().end() ? entry.getValue() : null;
        }

        boolean isFree(long from, long count) {
            Map.Entry<Long, Right> below = rights.lowerEntry(from + count);
            return below == null || below.getValue().end() <= from;
        }

        boolean isBlock(long base, long order) {
            return order >= 0
                    && order <= 36
                    && base >= 0
                    && base % (1L << order) == 0
                    && base < size
                    && 1L << order <= size - base;
        }

        /** The tables that hold what is here: each covers 512 of those a level below, and the top one is free. */
        private void count() {
            if (changed) {
                tables = levels(3);
                pageTables = type.hasTables() ? levels(2) : 0;
                changed = false;
            }
        }

        long tables() {
            count();
            return tables;
        }

        long pageTables() {
            count();
            return pageTables;
        }

        private long levels(int top) {
            Set<Long> distinct = new HashSet<>();
            for (Right right : rights.values()) {
                for (int level = right.order / 9; level < top; level++) {
                    distinct.add(right.at >> (9 * (level + 1)) << 2 | level);
                }
            }
            return distinct.size();
        }
    }

    /** A capability. */
    static final class Right {
        final Thing space;
        final long at;
        final int order;
        final long frame;
        final @Nullable Thing object;
        final int permissions;
        final @Nullable Right parent;
        final boolean original;
        final List<Right> children = new ArrayList<>();
        boolean gone;

        Right(
                Thing space,
                long at,
                int order,
                long frame,
                @Nullable Thing object,
                int permissions,
                @Nullable Right parent,
                boolean original) {
            this.space = space;
            this.at = at;
            this.order = order;
            this.frame = frame;
            this.object = object;
            this.permissions = permissions;
            this.parent = parent;
            this.original = original;
        }

        long end() {
            return at + (1L << order);
        }
    }

    final List<Thing> things = new ArrayList<>();
    final Thing root = new Thing(Kind.PD, null);

    /** What the last call has created, in the order of its selectors. */
    final List<Thing> created = new ArrayList<>();

    /** The rights that were put or dropped since somebody cleared this. */
    final Set<Right> changed = new LinkedHashSet<>();

    private final int pcpus;
    private final int programs;

    /** A system with a root task that has nothing yet. */
    InterfaceModel(int pcpus, int programs, long frames) {
        this.pcpus = pcpus;
        this.programs = programs;
        root.frameLimit = frames;
        root.objectLimit = Long.MAX_VALUE;
        things.add(root);
        root.objects = thing(Kind.OBJECTS, root);
        root.host = thing(Kind.HOST, root);
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("the model has nothing here");
        }
        return value;
    }

    Thing thing(Kind type, Thing owner) {
        Thing thing = new Thing(type, owner);
        thing.size = type.hasTables() ? 1L << 29 : 1L << 36;
        things.add(thing);
        return thing;
    }

    Right put(Right right) {
        right.space.rights.put(right.at, right);
        if (right.parent != null) {
            right.parent.children.add(right);
        }
        right.space.changed = true;
        changed.add(right);
        return right;
    }

    private void drop(Right right) {
        changed.add(right);
        right.gone = true;
        right.space.rights.remove(right.at, right);
        right.space.changed = true;
        if (right.parent != null) {
            right.parent.children.remove(right);
        }
    }

    // What is charged.

    /** The frames that a PD is charged for; the root task's own message area is among its. */
    long frames(Thing pd) {
        long sum = pd == root ? 1 : 0;
        for (Thing thing : things) {
            if (thing.owner == pd && !thing.gone && thing != pd) {
                sum += switch (thing.type) {
                    case PD -> thing.frameLimit;
                    case GUEST, DMA -> 4 + thing.pageTables();
                    case EC -> isRootTasks(thing) ? 0 : 1;
                    default -> 0;
                };
            }
        }
        return sum;
    }

    /** The objects that a PD is charged for. */
    long objects(Thing pd) {
        long sum = charge(pd.objects()) + charge(pd.host());
        for (Thing thing : things) {
            if (thing.owner == pd && !thing.gone && thing != pd && !isRootTasks(thing)) {
                sum += switch (thing.type) {
                    case PD -> 1 + present(thing.objects()) + present(thing.host()) + thing.objectLimit;
                    case GUEST, DMA -> 1 + charge(thing);
                    case OBJECTS, HOST -> 0;
                    default -> 1;
                };
            }
        }
        return sum;
    }

    private static int present(Thing space) {
        return space.gone ? 0 : 1;
    }

    /** Whether it was there at power-on, and is charged to nobody. */
    private boolean isRootTasks(Thing thing) {
        return thing.type == Kind.INTERRUPT
                || thing.type == Kind.DEVICE
                || thing == root.notification
                || thing == root.ec;
    }

    private static long charge(Thing space) {
        return space.rights.size() + space.tables();
    }

    private boolean isWithinQuota(Thing pd) {
        return frames(pd) <= pd.frameLimit && objects(pd) <= pd.objectLimit;
    }

    /** The PD that pays for what is in a space. */
    Thing payer(Thing space) {
        return space.owner;
    }

    // What operations do. Each says whether it succeeds; if not, nothing has changed.

    private static @Nullable Thing object(Thing caller, long selector, int permission, Kind... types) {
        Right right = caller.owner.objects().find(selector);
        if (right == null || right.object == null || (right.permissions & permission) != permission) {
            return null;
        }
        for (Kind type : types) {
            if (right.object.type == type) {
                return right.object;
            }
        }
        return null;
    }

    /** Capabilities that are to travel with a message: a space, base and order of a block there, permissions, hot spot. */
    record Item(long space, long base, long order, long permissions, long hotSpot) {}

    /** Who was called last. */
    @Nullable
    Thing called;

    boolean call(Thing caller, long portal, List<Item> items) {
        Thing named = object(caller, portal, 1, Kind.PORTAL);
        if (named == null || named.ec().gone || named.ec().owner.gone || named.ec().pcpu != caller.pcpu) {
            return false;
        }
        if (!transfer(caller, named.ec(), items)) {
            return false;
        }
        called = named.ec();
        called.word = caller.word;
        called.received = items.size();
        return true;
    }

    /** The reply of who was called last; its items may fail, its word does not. */
    boolean reply(Thing caller, List<Item> items) {
        Thing callee = there(called);
        boolean done = transfer(callee, caller, items);
        caller.word = callee.word;
        caller.received = done ? items.size() : -1;
        return done;
    }

    private boolean transfer(Thing sender, Thing receiver, List<Item> items) {
        List<Right> made = new ArrayList<>();
        for (Item item : items) {
            long order = receiver.window[2];
            long base = receiver.window[1];
            boolean fits = order >= 0
                    && order <= 36
                    && base >= 0
                    && item.order >= 0
                    && item.order <= order
                    && item.hotSpot >= 0
                    && item.hotSpot + (1L << item.order) <= 1L << order
                    && item.hotSpot + (1L << item.order) > 0;
            if (!fits
                    || items.size() > 4
                    || !derive(
                            made,
                            sender,
                            item.space,
                            item.base,
                            receiver,
                            receiver.window[0],
                            base + item.hotSpot,
                            item.order,
                            item.permissions)) {
                return false;
            }
        }
        return keep(made);
    }

    /** Puts what was derived, if whoever pays for it can. */
    private boolean keep(List<Right> made) {
        made.forEach(this::put);
        if (made.isEmpty() || isWithinQuota(payer(made.getFirst().space))) {
            return true;
        }
        made.forEach(this::drop);
        return false;
    }

    /** A PD, EC... in the name of {@code owner} for the free selectors from {@code to} on; null if it cannot be. */
    private @Nullable Thing create(Thing caller, long to, long owner, Kind type, int count, Thing... filled) {
        created.clear();
        Thing space = caller.owner.objects();
        Right by = space.find(owner);
        int needed = type == Kind.SC ? 2 : 1; // to give time is a right of its own
        if (object(caller, owner, needed, Kind.PD) == null || by == null || by.object == null) {
            return null;
        }
        if (to <= 0 || to > space.size - count || !space.isFree(to, count)) {
            return null;
        }
        Thing made = filled.length > 0 ? filled[0] : thing(type, by.object);
        int permissions = type == Kind.PD ? by.permissions : type.permissions();
        Right first = put(new Right(space, to, 0, 0, made, permissions, by, true));
        created.add(made);
        return first.object;
    }

    /** Keeps what was created if the quotas of those who pay for it suffice. */
    private boolean keep(Thing caller, long to) {
        if (isWithinQuota(created.getFirst().owner) && isWithinQuota(caller.owner)) {
            return true;
        }
        for (int i = created.size() - 1; i >= 0; i--) {
            created.get(i).gone = true;
            drop(there(caller.owner.objects().find(to + i)));
        }
        things.removeAll(created);
        created.clear();
        return false;
    }

    boolean createPd(Thing caller, long to, long owner, long program, long frames, long objects) {
        if (program < 0 || program >= programs || frames < 0 || objects < 0) {
            return false;
        }
        Right by = caller.owner.objects().find(owner);
        if (by == null || by.object == null || by.object.type != Kind.PD) {
            return false;
        }
        Thing payer = by.object;
        if (frames > payer.frameLimit - frames(payer) || objects > payer.objectLimit - objects(payer)) {
            return false;
        }
        Thing pd = create(caller, to, owner, Kind.PD, 3);
        if (pd == null) {
            return false;
        }
        pd.frameLimit = frames;
        pd.objectLimit = objects;
        pd.objects = thing(Kind.OBJECTS, pd);
        pd.host = thing(Kind.HOST, pd);
        Thing space = caller.owner.objects();
        Right first = there(space.find(to));
        put(new Right(space, to + 1, 0, 0, pd.objects, 3, first, true));
        put(new Right(space, to + 2, 0, 0, pd.host, 3, first, true));
        created.add(pd.objects());
        created.add(pd.host());
        return keep(caller, to);
    }

    /** A guest or a DMA space. */
    boolean createSpace(Thing caller, long to, long owner, Kind kind) {
        return create(caller, to, owner, kind, 1) != null && keep(caller, to);
    }

    boolean assignDevice(Thing caller, long selector, long space) {
        Thing device = object(caller, selector, 1, Kind.DEVICE);
        if (device == null || object(caller, space, 4, Kind.DMA) == null) {
            return false;
        }
        device.by = caller.owner.objects().find(selector);
        device.to = caller.owner.objects().find(space);
        return true;
    }

    /** The space that a device reaches. */
    static @Nullable Thing reached(Thing device) {
        Right by = device.by;
        Right to = device.to;
        return by == null || to == null || by.gone || to.gone ? null : to.object;
    }

    boolean createHostEc(Thing caller, long to, long owner, long pcpu, long faultPortal) {
        if (pcpu < 0 || pcpu >= pcpus) {
            return false;
        }
        Thing portal = object(caller, faultPortal, 2, Kind.PORTAL);
        if (faultPortal != 0 && (portal == null || portal.ec().pcpu != pcpu)) {
            return false;
        }
        Thing ec = create(caller, to, owner, Kind.EC, 1);
        if (ec == null) {
            return false;
        }
        ec.pcpu = (int) pcpu;
        return keep(caller, to);
    }

    boolean createVcpu(Thing caller, long to, long owner, long pcpu, long eventBase) {
        if (pcpu < 0 || pcpu >= pcpus || eventBase < 0 || eventBase > (1L << 36) - 34) {
            return false;
        }
        Thing vcpu = create(caller, to, owner, Kind.VCPU, 1);
        if (vcpu == null) {
            return false;
        }
        vcpu.pcpu = (int) pcpu;
        return keep(caller, to);
    }

    /** The time of a pCPU, in so small parts that rounding does not matter. */
    private static final long WHOLE = 100_000_000_000L;

    /** What the scheduling contexts of each pCPU take of it. */
    private final long[] promised = new long[32];

    /** What is left of the time of a pCPU. */
    long time(int pcpu) {
        return WHOLE - promised[pcpu];
    }

    private static boolean regular(long priority, long budget, long period) {
        return priority >= 1
                && priority <= 127
                && budget >= 100
                && budget <= 1_000_000
                && (period == 0 || (period >= budget && period <= 1_000_000));
    }

    private static long share(long budget, long period) {
        return period == 0 ? 0 : budget * WHOLE / period;
    }

    boolean controlSc(Thing caller, long selector, long priority, long budget, long period, long offset) {
        Thing sc = object(caller, selector, 1, Kind.SC);
        if (sc == null || budget == 0) {
            return sc != null;
        }
        boolean placed = offset == -1 || (period != 0 && offset >= 0 && offset <= period - budget);
        if (!regular(priority, budget, period) || !placed) {
            return false;
        }
        int pcpu = sc.ec().pcpu;
        long more = share(budget, period) - sc.share;
        if (more > 0 && promised[pcpu] + more > WHOLE) {
            return false;
        }
        promised[pcpu] += more;
        sc.share += more;
        sc.policy = List.of(priority, budget, period, offset);
        return true;
    }

    boolean createSc(Thing caller, long to, long owner, long bound, long priority, long budget, long period) {
        Thing ec = object(caller, bound, 1, Kind.EC, Kind.VCPU);
        if (ec == null || ec.sc != null || !regular(priority, budget, period)) {
            return false;
        }
        long share = share(budget, period);
        if (share > 0 && promised[ec.pcpu] + share > WHOLE) {
            return false;
        }
        Thing sc = create(caller, to, owner, Kind.SC, 1);
        if (sc == null || !keep(caller, to)) {
            return false;
        }
        sc.ec = ec;
        ec.sc = sc;
        sc.share = share;
        sc.policy = List.of(priority, budget, period, -1L);
        promised[ec.pcpu] += share;
        return true;
    }

    boolean createPortal(Thing caller, long to, long owner, long server, long groups) {
        Thing ec = object(caller, server, 1, Kind.EC);
        if (ec == null || (groups & ~0xFFFL) != 0) {
            return false;
        }
        Thing portal = create(caller, to, owner, Kind.PORTAL, 1);
        if (portal == null) {
            return false;
        }
        portal.ec = ec;
        return keep(caller, to);
    }

    boolean createNotification(Thing caller, long to, long owner, long bound) {
        Thing ec = object(caller, bound, 1, Kind.EC);
        if (ec == null || ec.notification != null) {
            return false;
        }
        Thing notification = create(caller, to, owner, Kind.NOTIFICATION, 1);
        if (notification == null || !keep(caller, to)) {
            return false;
        }
        notification.ec = ec;
        ec.notification = notification;
        return true;
    }

    private static final Kind[] SPACES = {Kind.OBJECTS, Kind.HOST, Kind.GUEST, Kind.DMA};

    boolean delegate(Thing caller, long from, long source, long to, long target, long order, long permissions) {
        List<Right> made = new ArrayList<>();
        return derive(made, caller, from, source, caller, to, target, order, permissions) && keep(made);
    }

    /** Adds what the delegation of one block gives to {@code made}, and says whether it can be, whatever the quota. */
    private static boolean derive(
            List<Right> made,
            Thing sender,
            long from,
            long source,
            Thing receiver,
            long to,
            long target,
            long order,
            long permissions) {
        Thing giver = object(sender, from, 1, SPACES);
        Thing taker = object(receiver, to, 2, SPACES);
        if (giver == null
                || taker == null
                || (giver.type == Kind.OBJECTS) != (taker.type == Kind.OBJECTS)
                || (giver.type == Kind.OBJECTS && (order != 0 || target == 0))
                || !giver.isBlock(source, order)
                || !taker.isBlock(target, order)
                || !taker.isFree(target, 1L << order)
                || made.stream().anyMatch(r -> r.at < target + (1L << order) && target < r.end())) {
            return false;
        }
        for (long at = source; at < source + (1L << order); ) {
            Right parent = giver.find(at);
            int kept = parent == null ? 0 : parent.permissions & (int) permissions;
            boolean memory = giver.type != Kind.OBJECTS;
            if (parent == null || kept == 0 || (memory && (kept & 3) == 2) || made.size() == 512) {
                return false;
            }
            int part = (int) Math.min(order, parent.order);
            made.add(new Right(
                    taker,
                    target + (at - source),
                    part,
                    memory ? parent.frame + (at - parent.at) : 0,
                    parent.object,
                    kept,
                    parent,
                    false));
            at += 1L << part;
        }
        return true;
    }

    boolean revoke(Thing caller, long selector, long base, long order, long self) {
        Thing space = object(caller, selector, 1, SPACES);
        if (space == null || self < 0 || self > 1 || !space.isBlock(base, order)) {
            return false;
        }
        Right first = space.find(base);
        if (first != null && first.order > order) {
            return false;
        }
        for (Right right :
                List.copyOf(space.rights.subMap(base, base + (1L << order)).values())) {
            List.copyOf(right.children).forEach(this::remove);
            if (self == 1) {
                remove(right);
            }
        }
        return true;
    }

    private void remove(Right right) {
        if (right.gone) {
            return;
        }
        List.copyOf(right.children).forEach(this::remove);
        drop(right);
        if (right.original && right.object != null) {
            destroy(right.object);
        }
    }

    private void destroy(Thing thing) {
        thing.gone = true;
        things.remove(thing);
        List.copyOf(thing.rights.values()).forEach(this::remove);
        if (thing.type == Kind.SC) {
            promised[thing.ec().pcpu] -= thing.share;
        }
        if (thing.type == Kind.SC && thing.ec().sc == thing) {
            thing.ec().sc = null;
        }
        if (thing.type == Kind.NOTIFICATION && thing.ec().notification == thing) {
            thing.ec().notification = null;
        }
    }

    boolean signal(Thing caller, long selector, long badges) {
        Thing notification = object(caller, selector, 1, Kind.NOTIFICATION);
        if (notification == null) {
            return false;
        }
        notification.word |= badges;
        return true;
    }

    boolean bindInterrupt(Thing caller, long selector, long notification, long badges) {
        Thing interrupt = object(caller, selector, 1, Kind.INTERRUPT);
        Thing to = object(caller, notification, 2, Kind.NOTIFICATION);
        if (interrupt == null || to == null || badges == 0) {
            return false;
        }
        interrupt.by = caller.owner.objects().find(selector);
        interrupt.to = caller.owner.objects().find(notification);
        interrupt.word = badges;
        interrupt.pcpu = to.ec().pcpu;
        interrupt.masked = false;
        return true;
    }

    private static boolean isBound(Thing interrupt) {
        return interrupt.by != null && interrupt.to != null && !interrupt.by.gone && !interrupt.to.gone;
    }

    /** The line of an interrupt was asserted: it is heard of once, until it is acknowledged. */
    void raise(Thing interrupt) {
        if (isBound(interrupt)) {
            there(there(interrupt.to).object).word |= interrupt.word;
            interrupt.masked = true;
        } else {
            interrupt.by = null;
        }
    }

    boolean acknowledge(Thing caller, long selector) {
        Thing interrupt = object(caller, selector, 1, Kind.INTERRUPT);
        if (interrupt == null) {
            return false;
        }
        interrupt.masked = false;
        return true;
    }

    boolean inject(Thing caller, long selector, long set, long clear) {
        Thing vcpu = object(caller, selector, 2, Kind.VCPU);
        if (vcpu == null || ((set | clear) & ~0x444L) != 0 || (set & clear) != 0) {
            return false;
        }
        vcpu.set = (vcpu.set & ~clear) | set;
        vcpu.cleared = (vcpu.cleared & ~set) | clear;
        return true;
    }

    boolean recall(Thing caller, long selector) {
        Thing vcpu = object(caller, selector, 2, Kind.VCPU);
        if (vcpu == null) {
            return false;
        }
        vcpu.recalled = true;
        return true;
    }

    // Invariants, said of the model itself: it must not be wrong with those that it judges.

    /** The things that a PD can change, or is changed by, through rights; those that are created in its name among them. */
    Set<Thing> reach(Thing pd) {
        Set<Thing> reached = new HashSet<>();
        List<Thing> open = new ArrayList<>(List.of(pd));
        while (!open.isEmpty()) {
            Thing next = open.removeLast();
            if (reached.add(next)) {
                for (Right right : next.rights.values()) {
                    addAll(open, right.object);
                    if (right.original && right.object != null) {
                        open.add(right.object.owner); // who is given back what it was charged for
                    }
                    // What is derived from it goes with it, and what goes with that.
                    right.children.forEach(child -> addAll(open, child.space));
                }
                addAll(open, next.objects);
                addAll(open, next.host);
                addAll(open, next.ec);
                if (next.type != Kind.PD) {
                    open.add(next.owner); // who pays, and sees what becomes of it
                }
            }
        }
        return reached;
    }

    private static void addAll(List<Thing> open, @Nullable Thing thing) {
        if (thing != null) {
            open.add(thing);
        }
    }
}
