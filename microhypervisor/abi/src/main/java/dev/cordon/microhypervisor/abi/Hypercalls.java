// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/**
 * The hypercalls, typed. All return a {@link Status}; a call that fails has changed nothing. Selectors named {@code to} are free slots of the caller's object
 * space, where the capability to the new object is put, with all permissions. Every operation that creates takes the capability of the PD that will
 * own the object (permission {@code PD_CREATE}) and is charged for it. The object lives as long as that capability: to destroy it, {@link #revoke} that with {@code self}.
 */
public final class Hypercalls {
    private Hypercalls() {}

    /**
     * Calls {@code portal} (permission {@code PORTAL_CALL}) with the first {@link Utcb#length()} body words of the caller's message, and its {@link Utcb#item items};
     * the handler runs on the caller's time, and its reply replaces them. The portal's execution context must be of the caller's pCPU ({@code BAD_PCPU}), and not be busy
     * ({@code BUSY}); {@code ABORTED} if the callee ends in the call. An item that cannot be delegated fails the call as {@link #delegate} would.
     */
    public static int call(Hypervisor h, long portal) {
        return call(h, Operation.CALL, portal, 0, 0, 0, 0, 0);
    }

    /**
     * Creates a PD that runs the program with the number {@code program} of the boot image. Three capabilities are put: to the PD at {@code to}, to its
     * object space at {@code to + 1}, to its host space at {@code to + 2}. It may be charged for {@code frames} page frames and {@code objects} objects of kernel memory,
     * which are taken from the quota of {@code owner}. The capability to it has no more permissions than that to {@code owner}.
     */
    public static int createPd(Hypervisor h, long to, long owner, long program, long frames, long objects) {
        return call(h, Operation.CREATE_PD, to, owner, program, frames, objects, 0);
    }

    /** Creates an empty guest space. */
    public static int createGuestSpace(Hypervisor h, long to, long owner) {
        return call(h, Operation.CREATE_GUEST_SPACE, to, owner, 0, 0, 0, 0);
    }

    /**
     * Creates a host execution context of PD {@code owner} on {@code pcpu}. If an entry of it is aborted, the microhypervisor enters {@code faultPortal}
     * (permission {@code PORTAL_EVENT}, same pCPU; 0 for none) with {@link RootPortal#FAULT}'s message.
     */
    public static int createHostEc(Hypervisor h, long to, long owner, long pcpu, long faultPortal) {
        return call(h, Operation.CREATE_HOST_EC, to, owner, pcpu, faultPortal, 0, 0);
    }

    /**
     * Creates a vCPU of PD {@code owner} on {@code pcpu}, whose exits enter the portals at {@code eventBase} + {@link Event} of the owner's object space (permission
     * {@code PORTAL_EVENT}). It runs once it has a scheduling context; its first exit is {@link Event#STARTUP}.
     */
    public static int createVcpu(Hypervisor h, long to, long owner, long pcpu, long eventBase) {
        return call(h, Operation.CREATE_VCPU, to, owner, pcpu, eventBase, 0, 0);
    }

    /**
     * Creates a scheduling context for {@code ec} (permission {@code EC_BIND}), which starts it. The capability to {@code owner} needs {@code PD_SCHEDULE} instead of
     * {@code PD_CREATE}: time is given by those who have it.
     *
     * @param priority 1 (lowest) to 127
     * @param budget microseconds that it may run before others of its priority do, 100 to 1,000,000
     */
    public static int createSc(Hypervisor h, long to, long owner, long ec, long priority, long budget) {
        return createSc(h, to, owner, ec, priority, budget, 0);
    }

    /** The same with {@code period} microseconds, in each of which it runs for its budget at most; 0 for none. */
    public static int createSc(Hypervisor h, long to, long owner, long ec, long priority, long budget, long period) {
        return call(h, Operation.CREATE_SC, to, owner, ec, priority, budget, period);
    }

    /**
     * Writes to body word 0 how many nanoseconds have run by the scheduling context {@code sc} (permission {@code SC_CONTROL}), and has it go on by another policy.
     *
     * @param budget as in {@link #createSc}; 0 leaves the policy as it is
     * @param offset microseconds from the beginning of each period to where its budget lies, outside which it does not run; -1 for anywhere
     */
    public static int controlSc(Hypervisor h, long sc, long priority, long budget, long period, long offset) {
        return call(h, Operation.CONTROL_SC, sc, priority, budget, period, offset, 0);
    }

    /** Creates a portal with {@code id} and a transfer descriptor, served by host execution context {@code ec} (permission {@code EC_BIND}) of its PD. */
    public static int createPortal(Hypervisor h, long to, long owner, long ec, long id, int groups) {
        return call(h, Operation.CREATE_PORTAL, to, owner, ec, id, groups, 0);
    }

    /**
     * Creates a notification bound to host execution context {@code ec} (permission {@code EC_BIND}; it can be bound to one only): {@link Program#notified} is
     * entered there when badges arrive, on the scheduling context of {@code ec}.
     */
    public static int createNotification(Hypervisor h, long to, long owner, long ec) {
        return call(h, Operation.CREATE_NOTIFICATION, to, owner, ec, 0, 0, 0);
    }

    /**
     * Delegates the naturally aligned block of 2^{@code order} selectors (object space: {@code order} 0) or pages at {@code source} of {@code sourceSpace}
     * (permission {@code SPACE_TAKE}) to {@code target} of {@code targetSpace} ({@code SPACE_GRANT}), with the permissions of the source that are in
     * {@code permissions}. Every page of the block must be there, and the target free. Memory goes from host or guest spaces to host or guest spaces.
     * Selectors of host and guest spaces are page numbers (address / 4096).
     */
    public static int delegate(
            Hypervisor h, long sourceSpace, long source, long targetSpace, long target, int order, int permissions) {
        return call(
                h,
                Operation.DELEGATE,
                sourceSpace,
                source,
                targetSpace,
                target,
                order,
                Integer.toUnsignedLong(permissions));
    }

    /**
     * Removes everything that was derived from the capabilities in the block of 2^{@code order} selectors at {@code base} of {@code space} (permission
     * {@code SPACE_TAKE}), and with {@code self} the capabilities themselves. Objects go with the capability that their creation put. When this returns OK nothing derived
     * is usable anywhere; {@code AGAIN} means that part is done.
     */
    public static int revoke(Hypervisor h, long space, long base, int order, boolean self) {
        return call(h, Operation.REVOKE, space, base, order, self ? 1 : 0, 0, 0);
    }

    /** Adds {@code badges} to a notification (permission {@code NOTIFICATION_SIGNAL}). Never blocks. */
    public static int signal(Hypervisor h, long notification, long badges) {
        return call(h, Operation.SIGNAL, notification, badges, 0, 0, 0, 0);
    }

    /**
     * From now on {@code interrupt} (permission {@code INTERRUPT_BIND}) signals {@code badges} to {@code notification} ({@code NOTIFICATION_BIND}) when it
     * is asserted, and is masked until {@link #acknowledge}.
     */
    public static int bindInterrupt(Hypervisor h, long interrupt, long notification, long badges) {
        return call(h, Operation.BIND_INTERRUPT, interrupt, notification, badges, 0, 0, 0);
    }

    /** Unmasks {@code interrupt} (permission {@code INTERRUPT_BIND}) after it was signalled. */
    public static int acknowledge(Hypervisor h, long interrupt) {
        return call(h, Operation.ACKNOWLEDGE, interrupt, 0, 0, 0, 0, 0);
    }

    /**
     * Sets the virtual interrupt lines in {@code set} and clears those in {@code clear} (bits 2, 6 and 10 of hvip) of a vCPU (permission
     * {@code EC_CONTROL}), waking it if it waits.
     */
    public static int inject(Hypervisor h, long vcpu, long set, long clear) {
        return call(h, Operation.INJECT, vcpu, set, clear, 0, 0, 0);
    }

    /** Makes a vCPU (permission {@code EC_CONTROL}) exit with {@link Event#RECALL} before it runs another instruction, also out of a wait or a stop. */
    public static int recall(Hypervisor h, long vcpu) {
        return call(h, Operation.RECALL, vcpu, 0, 0, 0, 0, 0);
    }

    /** Creates an empty DMA space. */
    public static int createDmaSpace(Hypervisor h, long to, long owner) {
        return call(h, Operation.CREATE_DMA_SPACE, to, owner, 0, 0, 0, 0);
    }

    /**
     * From now on {@code device} (permission {@code DEVICE_ASSIGN}) reaches the memory that is in {@code space} (a DMA space, {@code SPACE_ASSIGN}), and nothing else; until one of
     * the two capabilities is revoked, from when on it reaches nothing.
     */
    public static int assignDevice(Hypervisor h, long device, long space) {
        return call(h, Operation.ASSIGN_DEVICE, device, space, 0, 0, 0, 0);
    }

    private static int call(Hypervisor h, Operation operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        return h.hypercall(operation.number(), a0, a1, a2, a3, a4, a5);
    }
}
