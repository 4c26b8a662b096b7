// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The reservations that the harts on one RAM hold between LR and SC (Unprivileged ISA, "Load-Reserved/Store-Conditional
 * Instructions"). A reservation set is an aligned doubleword; any store to it, by whichever hart, ends the reservation.
 *
 * <p>Stores are many and reservations short, so a store only looks at a filter: one bit for each place that a doubleword can have in
 * an aligned block of 512 bytes, which a virtual address shows as well as the physical one. A store that meets a set bit is made
 * under a lock of that place, as is every SC. The filter needs no fence on the store's side: a store that must follow an LR in the global
 * memory order does so because of an earlier load of its hart, which is an acquire, or of an earlier store and a FENCE, which is a
 * full one ({@link MemoryOrder}); either way it sees the bit. One that need not counts as made before the LR, for memory looks the same: SC
 * compares the value, too.
 *
 * <p>With one hart there is nobody to look out for, and nothing here costs anything.
 */
final class Reservations {
    /** log2 of the bytes of a reservation set. */
    private static final int SET_SHIFT = 3;

    private static final long NONE = -1;

    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(Reservations.class, "armed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Who can hold a reservation. */
    private volatile Holder[] holders = {};

    /** The filter: bit n stands for place n. Changes under the lock of the place. */
    @SuppressWarnings({"unused", "UnusedVariable"}) // through ARMED
    private long armed;

    private final Object[] locks = new Object[Long.SIZE];

    /** From where the host has RAM to its physical address. */
    private final long toPhysical;

    Reservations(long toPhysical) {
        this.toPhysical = toPhysical;
        for (int place = 0; place < locks.length; place++) {
            locks[place] = new Object();
        }
    }

    /** The reservation of one hart. Only the hart's own thread calls. */
    final class Holder {
        /** The number of the reserved doubleword; changes under the lock of its place, or of the place it had before. */
        private volatile long set = NONE;

        /** What LR has read, where, and after how many instructions. */
        private long value;

        private long address;
        private int size;
        private long when;

        private Holder() {}

        /** Takes a reservation, and gives up any other. What is read from the bytes after that is what is reserved. */
        void take(long physical) {
            long wanted = physical >>> SET_SHIFT;
            if (set == wanted) {
                return; // a loop that tries again
            }
            drop();
            if (isAlone()) {
                set = wanted;
                return;
            }
            synchronized (lock(physical)) {
                set = wanted;
                ARMED.getAndBitwiseOr(Reservations.this, bit(wanted));
            }
            VarHandle.fullFence();
        }

        /** Gives the reservation up, if there is one. */
        void drop() {
            long held = set;
            if (held == NONE) {
                return;
            }
            if (isAlone()) {
                set = NONE;
                return;
            }
            synchronized (lock(held << SET_SHIFT)) {
                set = NONE;
                disarm(held);
            }
        }

        /**
         * Notes what LR has read where a reservation was taken.
         *
         * @param retired by {@link HartState#retired}
         */
        void note(long physical, int bytes, long read, long retired) {
            address = physical;
            size = bytes;
            value = read;
            when = retired;
        }

        /**
         * SC: stores if it goes to where LR has read last, with its size, the reservation lasts, and memory holds what LR read. The reservation is gone.
         *
         * @return whether it has stored
         */
        boolean store(long physical, int bytes, long stored) {
            boolean done = false;
            if (address == physical && size == bytes) {
                if (isAlone()) {
                    done = replace(physical, stored);
                } else {
                    synchronized (lock(physical)) {
                        done = replace(physical, stored);
                        if (done) {
                            end(physical);
                        }
                    }
                }
            }
            drop();
            return done;
        }

        private boolean replace(long physical, long stored) {
            return holds(physical) && HostMemory.compareAndSet(physical - toPhysical, size, value, stored);
        }

        // The same in translated code, by where the host has the RAM.

        /** LR is about to read. */
        void begin(long host) {
            take(host + toPhysical);
        }

        /** LR has read. */
        void noteAt(long host, int bytes, long read, long retired) {
            note(host + toPhysical, bytes, read, retired);
        }

        /** SC; the answer is what it writes to its register. */
        long storeAt(long host, int bytes, long stored) {
            return store(host + toPhysical, bytes, stored) ? 0 : 1;
        }

        /** {@link Reservations#mayHold}. */
        boolean mayHold(long at) {
            return Reservations.this.mayHold(at);
        }

        /** {@link Reservations#mayHoldAny}. */
        boolean mayHoldAny(long block) {
            return Reservations.this.mayHoldAny(block);
        }

        /** How many instructions had retired then. */
        long when() {
            return when;
        }

        boolean isHeld() {
            return set != NONE;
        }

        /** Whether there is a reservation on a doubleword. Under its lock. */
        boolean holds(long physical) {
            return set == physical >>> SET_SHIFT;
        }

        /** Whether no other hart exists: then no lock is needed. */
        boolean isAlone() {
            return holders.length == 1;
        }
    }

    /** Whether one hart only uses the RAM. */
    boolean isAlone() {
        return holders.length == 1;
    }

    /** Makes room for one more hart. Before any hart runs. */
    synchronized Holder register() {
        Holder[] more = Arrays.copyOf(holders, holders.length + 1);
        Holder holder = new Holder();
        more[more.length - 1] = holder;
        holders = more;
        return holder;
    }

    /** Whether a store within the doubleword of a physical or virtual address must be made under the {@link #lock}. */
    boolean mayHold(long address) {
        return ((long) ARMED.getAcquire(this) >>> (address >>> SET_SHIFT) & 1) != 0;
    }

    /** The same of stores within a block of 64 bytes, which begins at an address. */
    boolean mayHoldAny(long block) {
        return ((long) ARMED.getAcquire(this) >>> (block >>> SET_SHIFT) & 0xff) != 0;
    }

    /** The lock of the place of a doubleword. */
    Object lock(long physical) {
        return locks[(int) (physical >>> SET_SHIFT) & Long.SIZE - 1];
    }

    /** Ends all reservations on a doubleword, which is about to be written. Under its lock. */
    void end(long physical) {
        long written = physical >>> SET_SHIFT;
        for (Holder holder : holders) {
            if (holder.set == written) {
                holder.set = NONE;
            }
        }
        disarm(written);
    }

    /** Clears the bit of a place that is no longer needed. Under its lock. */
    private void disarm(long freed) {
        for (Holder holder : holders) {
            long held = holder.set;
            if (held != NONE && bit(held) == bit(freed)) {
                return;
            }
        }
        ARMED.getAndBitwiseAnd(this, ~bit(freed));
    }

    private static long bit(long set) {
        return 1L << set;
    }
}
