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

    /**
     * An empty space.
     *
     * @param selectors its selectors are less than this, at most {@link #MAX_SELECTORS}
     * @param memory whether it holds memory; if not, objects
     */
    protected CapabilitySpace(long selectors, boolean memory) {
        this.selectors = selectors;
        this.memory = memory;
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
                && base < selectors
                && 1L << order <= selectors - base;
    }

    /** The capability that spans {@code selector}; {@link Capability#NULL} if there is none. */
    public final Capability lookup(long selector) {
        return first(selector, selector + 1);
    }

    /** The capability of the lowest selectors that spans any of {@code base} to {@code end - 1}, or {@link Capability#NULL}. */
    public final Capability first(long base, long end) {
        long at = base;
        while (at >= 0 && at < end && at < selectors) {
            CapabilityTable table = root;
            int level = TOP;
            Slot slot = table.slots[CapabilityTable.index(at, level)];
            while (slot instanceof CapabilityTable lower && lower.used > 0) {
                table = lower;
                slot = table.slots[CapabilityTable.index(at, --level)];
            }
            if (slot instanceof Capability capability) {
                return capability;
            }
            int shift = CapabilityTable.BITS * level;
            at = ((at >>> shift) + 1) << shift;
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
     * @return false if the kernel's memory does not suffice; then nothing has changed
     */
    public boolean reserve(long base, int order) {
        CapabilityTable table = root;
        for (int level = TOP; level > order / CapabilityTable.BITS; level--) {
            int index = CapabilityTable.index(base, level);
            if (table.slots[index] instanceof CapabilityTable lower) {
                table = lower;
            } else {
                CapabilityTable lower = new CapabilityTable();
                table.slots[index] = lower;
                table = lower;
            }
        }
        return true;
    }

    /** Takes back a {@link #reserve} that was not used. */
    protected void unreserve(long base, int order) {}

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

    /** Takes {@code capability} out of its slots; it is no longer in the tree. */
    final void take(Capability capability) {
        fill(capability, null);
        removed(capability);
    }

    /** {@code capability} has just been put here. */
    protected abstract void added(Capability capability);

    /** {@code capability} has just been removed from here. */
    protected abstract void removed(Capability capability);

    private void fill(Capability capability, @Nullable Slot content) {
        int level = capability.order() / CapabilityTable.BITS;
        int slots = 1 << (capability.order() % CapabilityTable.BITS);
        int change = content == null ? -slots : slots;
        CapabilityTable table = root;
        table.used += change;
        for (int l = TOP; l > level; l--) {
            if (!(table.slots[CapabilityTable.index(capability.selector(), l)] instanceof CapabilityTable lower)) {
                throw new AssertionError("a capability where nothing was reserved");
            }
            lower.used += change;
            if (lower.used == 0) {
                // Whatever is below is empty.
                table.slots[CapabilityTable.index(capability.selector(), l)] = null;
            }
            table = lower;
        }
        int first = CapabilityTable.index(capability.selector(), level);
        for (int i = first; i < first + slots; i++) {
            table.slots[i] = content;
        }
    }
}
