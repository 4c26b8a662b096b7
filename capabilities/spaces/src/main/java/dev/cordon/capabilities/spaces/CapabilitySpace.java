// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import org.jspecify.annotations.Nullable;

/**
 * Capabilities by selector: a radix tree of four levels of 9 bits, so that a lookup takes four steps and a block of order k fills the slots of one table of
 * level k / 9, as in a page table.
 *
 * <p>Changing a space takes two steps: {@link #reserve} makes room and may fail; {@link #put} cannot, and allocates nothing. A subclass hears of every
 * capability that comes and goes, and gives it effect: it maps and unmaps memory.
 *
 * <p>Guarded by a lock of its owner.
 */
public abstract class CapabilitySpace implements KernelObject {
    /** The largest number of selectors that a space can have. */
    public static final long MAX_SELECTORS = 1L << 36;

    /** The order of the largest block of selectors that can be named. */
    public static final int MAX_ORDER = 36;

    /** The order of the largest block that one capability can span. */
    public static final int MAX_CAPABILITY_ORDER = 18;

    private static final int TOP = 3;

    private final CapabilityTable root = new CapabilityTable();
    private final long selectors;
    private final boolean memory;
    private final Quota quota;

    /**
     * An empty space.
     *
     * @param selectors its selectors are less than this, at most {@link #MAX_SELECTORS}
     * @param memory whether it holds memory; if not, objects
     * @param quota is charged one object for each capability here, and for each table that it takes to hold them
     */
    protected CapabilitySpace(long selectors, boolean memory, Quota quota) {
        this.selectors = selectors;
        this.memory = memory;
        this.quota = quota;
    }

    /** Who is charged for what is here. */
    protected final Quota quota() {
        return quota;
    }

    /** Whether it holds memory; if not, objects. */
    public final boolean memory() {
        return memory;
    }

    /** Whether the 2^{@code order} selectors from {@code base} on exist and are naturally aligned. */
    public final boolean isBlock(long base, int order) {
        return order >= 0
                && order <= MAX_ORDER
                && base >= 0
                && (base & ((1L << order) - 1)) == 0
                && 1L << order <= selectors - base;
    }

    /** The capability that spans {@code selector}; {@link Capability#NULL} if there is none. */
    public final Capability lookup(long selector) {
        if (selector < 0 || selector >= selectors) {
            return Capability.NULL;
        }
        CapabilityTable table = root;
        for (int level = TOP; ; level--) {
            Slot slot = table.slots[CapabilityTable.index(selector, level)];
            if (slot instanceof Capability capability) {
                return capability;
            }
            if (!(slot instanceof CapabilityTable lower)) {
                return Capability.NULL;
            }
            table = lower;
        }
    }

    /** The capability of the lowest selectors that spans any of {@code base} to {@code end - 1}, or {@link Capability#NULL}. */
    public final Capability first(long base, long end) {
        return find(base, end, false);
    }

    /** The first capability in a block, beyond which none reaches, from which another one is derived; {@link Capability#NULL} if there is none. */
    final Capability firstParent(long base, long end) {
        return find(base, end, true);
    }

    private Capability find(long base, long end, boolean parents) {
        CapabilityTable table = root;
        int level = TOP;
        long at = base;
        while (at >= 0 && at < end && at < selectors) {
            int index = CapabilityTable.index(at, level);
            int next = CapabilityTable.next(parents ? table.parents : table.used, index);
            int shift = CapabilityTable.BITS * level;
            if (next != index) {
                // Nothing here: on to the next, or behind the table.
                at = ((at >>> shift) + (next - index)) << shift;
            }
            if (next == CapabilityTable.SLOTS) {
                table = root;
                level = TOP;
            } else if (at < end && table.slots[next] instanceof Capability capability) {
                return capability;
            } else if (table.slots[next] instanceof CapabilityTable lower) {
                table = lower;
                level--;
            }
        }
        return Capability.NULL;
    }

    /** Whether no selector of a block is in use. */
    public final boolean isFree(long base, int order) {
        return !first(base, base + (1L << order)).live();
    }

    /**
     * Makes room for one capability to a free block. After it returns true, {@link #put} to this block cannot fail.
     *
     * @return false if the quota or the kernel's memory does not suffice; then nothing has changed
     */
    public boolean reserve(long base, int order) {
        if (!quota.charge(0, 1)) {
            return false;
        }
        if (!makeTables(base, order)) {
            prune(base, order);
            quota.release(0, 1);
            return false;
        }
        return true;
    }

    /** Takes back a {@link #reserve} that was not used. */
    public void unreserve(long base, int order) {
        prune(base, order);
        quota.release(0, 1);
    }

    private boolean makeTables(long base, int order) {
        try {
            CapabilityTable table = root;
            for (int level = TOP; level > order / CapabilityTable.BITS; level--) {
                int index = CapabilityTable.index(base, level);
                if (table.slots[index] instanceof CapabilityTable lower) {
                    table = lower;
                } else {
                    CapabilityTable lower = new CapabilityTable();
                    if (!quota.charge(0, 1)) {
                        return false;
                    }
                    table.slots[index] = lower;
                    CapabilityTable.set(table.used, index, true);
                    table = lower;
                }
            }
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Puts {@code capability} at the block {@code base}, which is free and reserved. */
    public final void put(Capability capability, long base) {
        capability.placed(this, base);
        fill(capability, capability);
        added(capability);
    }

    /** Puts {@code capability} as {@link #put(Capability, long)}, derived from {@code parent}. */
    public final void put(Capability capability, long base, Capability parent) {
        capability.deriveFrom(parent);
        put(capability, base);
    }

    /** Takes {@code capability} out of its slots. */
    final void take(Capability capability) {
        if (capability.hasChildren()) {
            mark(capability, false);
        }
        fill(capability, null);
        prune(capability.selector(), capability.order());
        quota.release(0, 1);
        removed(capability);
    }

    /** {@code capability} has just been put here. */
    protected abstract void added(Capability capability);

    /**
     * Does a part of what has to be done before {@code capability} can be removed from here, which may take as long as {@link Revocation#DEAR} steps do. Returns false if nothing is
     * left of it; until then, if not for ever, the capability is {@link Capability#retired}.
     */
    protected boolean retire(Capability capability) {
        return false;
    }

    /** {@code capability} has just been removed from here. */
    protected abstract void removed(Capability capability);

    /** Notes whether another capability is derived from {@code parent}, which is here. */
    final void mark(Capability parent, boolean isParent) {
        int level = parent.order() / CapabilityTable.BITS;
        boolean leads = isParent;
        for (int l = level; l <= TOP; l++) {
            CapabilityTable table = table(parent.selector(), l);
            CapabilityTable.set(table.parents, CapabilityTable.index(parent.selector(), l), leads);
            leads = !CapabilityTable.isEmpty(table.parents);
        }
    }

    private void fill(Capability capability, @Nullable Slot content) {
        int level = capability.order() / CapabilityTable.BITS;
        int slots = 1 << (capability.order() % CapabilityTable.BITS);
        CapabilityTable table = table(capability.selector(), level);
        int first = CapabilityTable.index(capability.selector(), level);
        for (int i = first; i < first + slots; i++) {
            table.slots[i] = content;
            CapabilityTable.set(table.used, i, content != null);
        }
    }

    /** Takes the tables that hold nothing out of the path to a block, the lowest first. */
    private void prune(long base, int order) {
        for (int level = order / CapabilityTable.BITS + 1; level <= TOP; level++) {
            CapabilityTable above = lowest(base, level);
            int index = CapabilityTable.index(base, level);
            if (above != null && above.slots[index] instanceof CapabilityTable table) {
                if (!CapabilityTable.isEmpty(table.used)) {
                    return;
                }
                above.slots[index] = null;
                CapabilityTable.set(above.used, index, false);
                quota.release(0, 1);
            }
        }
    }

    /** The table of {@code level} on the path to {@code selector}; null if the path does not lead so far. */
    private @Nullable CapabilityTable lowest(long selector, int level) {
        CapabilityTable table = root;
        for (int l = TOP; l > level; l--) {
            if (!(table.slots[CapabilityTable.index(selector, l)] instanceof CapabilityTable lower)) {
                return null;
            }
            table = lower;
        }
        return table;
    }

    /** The table of {@code level} on the path to {@code selector}, where there is a capability or room for one. */
    private CapabilityTable table(long selector, int level) {
        CapabilityTable table = root;
        for (int l = TOP; l > level; l--) {
            table = below(table, selector, l);
        }
        return table;
    }

    private static CapabilityTable below(CapabilityTable table, long selector, int level) {
        if (table.slots[CapabilityTable.index(selector, level)] instanceof CapabilityTable lower) {
            return lower;
        }
        throw new AssertionError("a capability where nothing was reserved");
    }
}
