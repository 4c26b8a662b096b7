// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import org.jspecify.annotations.Nullable;

/**
 * How much of the kernel's memory may be used on behalf of a protection domain, and how much is: page frames, and objects (kernel objects, capabilities, and the tables that
 * hold capabilities). Quotas form a tree: a part of a quota counts in it as a whole, used or not, until it is closed.
 *
 * <p>Guarded by the lock of the spaces' owner.
 */
public final class Quota {
    private final @Nullable Quota whole;
    private final long frames;
    private final long objects;
    private long usedFrames;
    private long usedObjects;
    private boolean closed = true;

    private Quota(@Nullable Quota whole, long frames, long objects) {
        this.whole = whole;
        this.frames = frames;
        this.objects = objects;
    }

    /** A quota that is part of no other. */
    public Quota(long frames, long objects) {
        this(null, frames, objects);
        closed = false;
    }

    /** A part of this one, closed. */
    public Quota part(long partFrames, long partObjects) {
        return new Quota(this, partFrames, partObjects);
    }

    /** Charges the whole with all of this part, which was never open, so that it can be used. Returns false, and changes nothing, if not so much is left. */
    public boolean open() {
        closed = whole == null || !whole.charge(frames, objects);
        return !closed;
    }

    /** How many frames are charged, those of its parts included. */
    public long usedFrames() {
        return usedFrames;
    }

    /** How many objects are charged, those of its parts included. */
    public long usedObjects() {
        return usedObjects;
    }

    /** Charges so many more, neither less than 0. Returns false, and charges nothing, if they are more than are left, or if this is closed. */
    public boolean charge(long moreFrames, long moreObjects) {
        if (closed || moreFrames > frames - usedFrames || moreObjects > objects - usedObjects) {
            return false;
        }
        usedFrames += moreFrames;
        usedObjects += moreObjects;
        return true;
    }

    /** Gives back what was charged. */
    public void release(long lessFrames, long lessObjects) {
        Quota from = this;
        from.take(lessFrames, lessObjects);
        while (from.closed && from.whole != null) {
            from = from.whole;
            from.take(lessFrames, lessObjects);
        }
    }

    private void take(long lessFrames, long lessObjects) {
        usedFrames -= lessFrames;
        usedObjects -= lessObjects;
    }

    /** Ends a part: what is not used goes back at once, what is used when it is released. */
    public void close() {
        if (!closed && whole != null) {
            closed = true;
            whole.release(frames - usedFrames, objects - usedObjects);
        }
    }
}
