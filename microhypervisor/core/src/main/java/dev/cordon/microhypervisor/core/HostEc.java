// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.BusError;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A host execution context: it serves portals and a notification, one entry after the other, all on the thread of its pCPU. To the program it is its
 * {@link Hypervisor}.
 *
 * <p>An entry that ends by an exception ends the execution context: it is not entered again, and its fault portal is told.
 */
final class HostEc extends ExecutionContext implements Hypervisor {
    private final Kernel kernel;
    private final long utcbFrame;
    private final HostView utcbView;
    private final Utcb utcb;

    /** The right by which its faults are told; {@link Capability#NULL} if they are told to nobody. */
    private final Capability faultPortal;

    private volatile @Nullable Notification notification;

    /** Whether the program's first entry is to be made here. */
    private volatile boolean initial;

    // On the pCPU's thread alone.
    private boolean busy;

    /** What the program has said of its timer last; and when that is, in ticks, or {@link Timeouts#NEVER} if it has been or is never. */
    private long timerWord;

    private long timer = Timeouts.NEVER;

    private @Nullable Portal called;

    @Nullable
    HostEc nextEnded;

    private long faultKind;
    private long faultAddress;
    private String faultText = "";

    HostEc(Kernel kernel, ProtectionDomain pd, Pcpu pcpu, long utcb, Capability faultPortal) {
        super(pd, pcpu);
        this.kernel = kernel;
        this.utcbFrame = utcb;
        this.utcbView = new HostView(kernel, 0, 1, utcb >>> HostSpace.PAGE_SHIFT, true);
        this.utcb = new Utcb(utcbView.slice(0, Utcb.BYTES));
        this.faultPortal = faultPortal;
    }

    @Override
    public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        if (!pcpu().isRunning(this)) {
            return Status.BAD_PCPU;
        }
        kernel.clock().spend(Pcpu.HYPERCALL);
        int status = kernel.hypercall(this, operation, a0, a1, a2, a3, a4, a5);
        Portal portal = called;
        if (portal == null) {
            return status;
        }
        called = null;
        boolean done = pcpu().enter(portal.ec(), Entry.CALLED, portal.id());
        return done ? kernel.reply(portal.ec(), this) : Status.ABORTED;
    }

    @Override
    public Utcb utcb() {
        return utcb;
    }

    @Override
    public MemorySegment memory(long address, long size) {
        checkRunning(address);
        kernel.lock().lock();
        try {
            return pd().memory().memory(address, size);
        } finally {
            kernel.lock().unlock();
        }
    }

    @Override
    public long load(long address, int size) {
        long physical = begin(address, size, Permission.MEMORY_READ);
        try {
            return kernel.ram().holds(physical, size)
                    ? kernel.ram().read(physical, size)
                    : kernel.machine().bus().read(physical, size);
        } catch (BusError e) {
            throw new HostFault(address);
        } finally {
            pcpu().shootdown().leaveBus();
        }
    }

    @Override
    public void store(long address, int size, long value) {
        long physical = begin(address, size, Permission.MEMORY_WRITE);
        try {
            if (kernel.ram().holds(physical, size)) {
                kernel.ram().write(physical, size, value);
            } else {
                kernel.machine().bus().write(physical, size, value);
            }
        } catch (BusError e) {
            throw new HostFault(address);
        } finally {
            pcpu().shootdown().leaveBus();
        }
    }

    /** Begins an access, which is made without the lock: a device may take its time. A revocation waits for its end. Returns the physical address. */
    private long begin(long address, int size, int permission) {
        checkRunning(address);
        kernel.lock().lock();
        try {
            long physical = pd().memory().translate(address, size, permission);
            pcpu().shootdown().enterBus();
            return physical;
        } finally {
            kernel.lock().unlock();
        }
    }

    private void checkRunning(long address) {
        if (!pcpu().isRunning(this) || hasEnded() || !Stack.suffices()) {
            throw new HostFault(address);
        }
        kernel.clock().spend(Pcpu.HYPERCALL);
    }

    /** A hypercall has found that {@code portal} may be called: its message goes there, after its items, and the call follows. */
    void calls(Portal portal, int items) {
        called = portal;
        copyMessage(portal.ec(), items);
        portal.ec().utcb.word(Utcb.EVENT, -1);
    }

    /** Copies the words of a call, or of the reply to it, with which {@code items} have come. Under the kernel lock; neither has been destroyed. */
    void copyMessage(HostEc to, int items) {
        int length = utcb.length();
        long start = (long) Utcb.BODY * Long.BYTES;
        MemorySegment.copy(utcb.area(), start, to.utcb.area(), start, (long) length * Long.BYTES);
        to.utcb.length(length);
        to.utcb.word(Utcb.RECEIVED, items);
    }

    /** Whether a notification is bound to it. */
    boolean isBound() {
        return notification != null;
    }

    void bind(@Nullable Notification bound) {
        notification = bound;
    }

    @Override
    void start(SchedulingContext context) {
        initial |= pd().claimFirstEntry();
        super.start(context);
    }

    /** Whether an entry can be made, as a status. On the pCPU's thread. */
    int availability() {
        if (hasEnded()) {
            return Status.ABORTED;
        }
        return busy || !pd().isStarted() ? Status.BUSY : Status.OK;
    }

    @Override
    boolean isReady() {
        Notification bound = notification;
        boolean called = (bound != null && bound.isSignalled()) || isDue();
        return !hasEnded() && (initial || (pd().isStarted() && called));
    }

    private boolean isDue() {
        return timer != Timeouts.NEVER
                && Long.compareUnsigned(timer, pcpu().clock().time()) <= 0;
    }

    /** When it is to be entered though nobody signals, in ticks, or {@link Timeouts#NEVER}. */
    long timer() {
        return timer;
    }

    /** Reads what the program says of its timer, at the end of an entry. Throws if the UTCB has gone. */
    void readTimer() {
        long word = utcb.word(Utcb.TIMER);
        if (word != timerWord) {
            timerWord = word;
            timer = word == 0
                    ? Timeouts.NEVER
                    : Long.divideUnsigned(word - 1, Pcpu.NANOSECONDS_PER_TICK) + 1; // not before
            post();
        }
    }

    /** Makes one entry, unless it has ended since it became ready. */
    @Override
    void run(long until) {
        if (!isReady()) {
            return;
        }
        Notification bound = notification;
        if (initial) {
            initial = false;
            pcpu().enter(this, Entry.INIT, 0);
        } else {
            timer = isDue() ? Timeouts.NEVER : timer;
            pcpu().enter(this, Entry.NOTIFIED, bound == null ? 0 : bound.take());
        }
    }

    void setBusy(boolean entered) {
        busy = entered;
    }

    @Override
    public void destroyed() {
        super.destroyed();
        kernel.reclaim().close(utcbView);
        kernel.memory().release(utcbFrame, 1, pd().quota());
    }

    /** Its entry has ended by {@code cause}. */
    void end(Throwable cause) {
        end();
        faultAddress = cause instanceof HostFault fault ? fault.address() : 0;
        faultKind = Faults.kind(cause);
        faultText = Faults.describe(cause);
    }

    @Override
    public void save(LongConsumer out) {
        super.save(out);
        LongStream.of(initial ? 1 : 0, isBound() ? 1 : 0, faultKind, faultAddress, timer)
                .forEach(out);
    }

    String faultText() {
        return faultText;
    }

    /** The portal that is to be told how this ended, or null. On the pCPU's thread. */
    @Nullable
    Portal faultPortal() {
        return faultPortal.live() ? (Portal) faultPortal.object() : null;
    }

    /** Writes how this ended as a message for {@link RootPortal#FAULT}. */
    void writeFault(Utcb message) {
        message.word(Utcb.EVENT, -1);
        message.word(Utcb.RECEIVED, 0);
        message.argument(0, faultKind);
        message.argument(1, faultAddress);
        message.length(message.text(2, faultText));
    }
}
