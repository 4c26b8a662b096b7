// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import org.jspecify.annotations.Nullable;

/**
 * A right: a kernel object, or a naturally aligned block of 2^order page frames, with a mask of permissions. It lies at one selector of one
 * {@link CapabilitySpace} and is a node of the derivation tree. An <em>original</em> is the one by which an object lives: the object is destroyed when it is removed.
 *
 * <p>The tree is threaded, so that a node can be taken out in constant time whatever it has for children: siblings form a list in which the {@code previous}
 * of the first and the {@code next} of the last is the parent. No node knows its parent otherwise, and so the children of a node that is removed can
 * take its place among its siblings without being touched one by one.
 *
 * <p>Guarded by the lock of whoever owns the spaces, but for {@link #live()}.
 */
public final class Capability implements Slot {
    private static final KernelObject NOTHING = new KernelObject() {};

    /** The capability that grants nothing, found where there is none. */
    public static final Capability NULL = new Capability(NOTHING, null, 0, 0, 0);

    private final KernelObject object;

    /** Who is charged for the object, if this is an original. */
    private final @Nullable Quota payer;

    private final long frame;
    private final int order;
    private final int permissions;

    private @Nullable CapabilitySpace space;
    private long selector;
    private boolean retired;

    private @Nullable Capability previous;
    private @Nullable Capability next;
    private @Nullable Capability firstChild;
    private @Nullable Capability lastChild;

    private Capability(KernelObject object, @Nullable Quota payer, long frame, int order, int permissions) {
        this.object = object;
        this.payer = payer;
        this.frame = frame;
        this.order = order;
        this.permissions = permissions;
    }

    /** A capability to {@code object}, which lives on without it; not yet in a space. */
    public static Capability toObject(KernelObject object, int permissions) {
        return new Capability(object, null, 0, 0, permissions);
    }

    /** The original of {@code object}, for which {@code payer} has been charged one object; not yet in a space. */
    public static Capability original(KernelObject object, int permissions, Quota payer) {
        return new Capability(object, payer, 0, 0, permissions);
    }

    /** A capability to the 2^{@code order} page frames from {@code frame} on, which is a multiple of their number; not yet in a space. */
    public static Capability toMemory(long frame, int order, int permissions) {
        return new Capability(NOTHING, null, frame, order, permissions);
    }

    /** The object; something that is no object of the kernel's if this is {@link #NULL} or memory. */
    public KernelObject object() {
        return object;
    }

    /** The number of the first page frame, if this is memory. */
    public long frame() {
        return frame;
    }

    /** The size: it spans 2^order selectors. */
    public int order() {
        return order;
    }

    /** How many selectors it spans. */
    public long size() {
        return 1L << order;
    }

    /** The mask of permissions. */
    public int permissions() {
        return permissions;
    }

    /** Whether it has all of {@code wanted}. */
    public boolean permits(int wanted) {
        return (permissions & wanted) == wanted;
    }

    /** Its first selector. */
    public long selector() {
        return selector;
    }

    /**
     * Whether it is in a space. Once it has been removed it stays dead. May be asked without the lock by who is ordered after the removal otherwise.
     */
    public boolean live() {
        return space != null;
    }

    /** Whether it is about to be removed, in more than one step: what makes that longer should not begin. */
    public boolean retired() {
        return retired;
    }

    /** Whether anything is derived from it. */
    public boolean hasChildren() {
        return firstChild != null;
    }

    /** The capability that this one was derived from, or {@link #NULL}. Linear in the number of its siblings; for checks. */
    public Capability parent() {
        Capability last = this;
        while (last.next != null && last.next.lastChild != last) {
            last = last.next;
        }
        return last.next == null ? NULL : last.next;
    }

    /** The right to a part of this one, not yet in a space: the 2^{@code order} selectors from {@code part} on, with the permissions that are also in {@code mask}. */
    Capability narrowed(long part, int order, int mask) {
        return new Capability(object, null, frame + (part - selector), order, permissions & mask);
    }

    void placed(CapabilitySpace space, long selector) {
        this.space = space;
        this.selector = selector;
    }

    /** Makes this the first child of {@code parent}. */
    void deriveFrom(Capability parent) {
        Capability sibling = parent.firstChild;
        previous = parent;
        if (sibling == null) {
            next = parent;
            parent.lastChild = this;
        } else {
            next = sibling;
            sibling.previous = this;
        }
        parent.firstChild = this;
        if (sibling == null && parent.space != null) {
            parent.space.mark(parent, true);
        }
    }

    /**
     * Takes one step towards being rid of everything that goes with this capability, which is in a space: what is derived from it, what lies in a space that goes, and what
     * is derived from that. With {@code self} it goes itself, at last. Each step takes constant time, and no capability has part in more than two.
     *
     * @return how many steps that counts for
     */
    int shed(boolean self) {
        Capability going = firstChild != null ? firstChild : this;
        if (going == this && !self) {
            return 1;
        }
        Capability content = going.content();
        Capability leaving = content.live() ? content : going;
        if (leaving.retire()) {
            return Revocation.DEAR;
        }
        if (leaving == going) {
            return going.remove();
        }
        content.leaveSpace();
        content.leaveSiblings(null, null);
        content.deriveFrom(this);
        return 1;
    }

    /** A capability that lies in the space of which this is the original; {@link #NULL} if there is none. */
    private Capability content() {
        boolean isSpace = payer != null && object instanceof CapabilitySpace;
        return isSpace ? ((CapabilitySpace) object).first(0, CapabilitySpace.MAX_SELECTORS) : NULL;
    }

    private boolean retire() {
        boolean more = space != null && space.retire(this);
        retired |= more;
        return more;
    }

    /** Takes this capability out of its space, and out of the tree, where its children take its place. It has a parent, or no children. Returns how many steps that counts for. */
    private int remove() {
        leaveSpace();
        leaveSiblings(firstChild, lastChild);
        firstChild = null;
        lastChild = null;
        if (payer == null) {
            return 1;
        }
        object.destroyed();
        payer.release(0, 1);
        return Revocation.DEAR;
    }

    private void leaveSpace() {
        CapabilitySpace from = space;
        if (from != null) {
            from.take(this);
            space = null;
        }
    }

    /** Takes this capability, if it has a parent, out of the list of its siblings; {@code first} to {@code last} take its place, if there are such. */
    private void leaveSiblings(@Nullable Capability first, @Nullable Capability last) {
        Capability left = previous;
        Capability right = next;
        if (left == null || right == null) {
            return;
        }
        boolean leads = left.firstChild == this;
        boolean trails = right.lastChild == this;
        if (leads) {
            left.firstChild = first != null ? first : trails ? null : right;
        } else {
            left.next = first != null ? first : right;
        }
        if (trails) {
            right.lastChild = last != null ? last : leads ? null : left;
        } else {
            right.previous = last != null ? last : left;
        }
        if (first != null && last != null) {
            first.previous = left;
            last.next = right;
        } else if (leads && trails && left.space != null) {
            left.space.mark(left, false);
        }
        previous = null;
        next = null;
    }
}
