// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the pCPUs share: the lock, the hypercall table, and the machine.
 *
 * <p>The lock guards all capability spaces, the kernel's memory and the interrupts. It is held for the two phases of a hypercall, and never while a handler or a guest
 * runs. Whoever holds it may wait for a hart to leave its guest ({@link Reclaim#complete}), which the hart does whatever locks there are; and may take the locks of
 * devices, whose holders never wait for this one.
 */
final class Kernel {
    private final KernelLock lock = new KernelLock();
    private final Machine machine;
    private final List<Supplier<Program>> programs;
    private final KernelMemory memory;
    private final InterruptController controller;
    private final List<Interrupt> interrupts = new ArrayList<>();
    private final List<Pcpu> pcpus = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final Reclaim reclaim;
    private final Transfer replied = new Transfer();
    private final StageIds stageIds = new StageIds();
    private final Hypercall[] table;
    private @Nullable ProtectionDomain root;
    private volatile @Nullable String failure;

    Kernel(Machine machine, List<Supplier<Program>> programs, IntFunction<Idle> idle) {
        this.machine = machine;
        this.programs = programs;
        memory = new KernelMemory(machine.ram(), KernelMemory.size(machine.ram().size()));
        controller = new InterruptController(machine.bus());
        for (int line = 0; line <= Microhypervisor.MAX_INTERRUPT; line++) {
            interrupts.add(new Interrupt(controller, line));
        }
        for (int i = 0; i < machine.harts().size(); i++) {
            pcpus.add(new Pcpu(this, i, machine.harts().get(i), idle.apply(i)));
        }
        reclaim = new Reclaim(pcpus, devices);
        table = Arrays.stream(Operation.values()).map(this::hypercall).toArray(Hypercall[]::new);
        machine.onWake(pcpu -> pcpus.get(pcpu).interrupt());
    }

    private Hypercall hypercall(Operation operation) {
        return switch (operation) {
            case CALL -> new Call();
            case CREATE_PD -> new CreatePd(this);
            case CREATE_GUEST_SPACE -> new CreateSecondStageSpace(this, ObjectType.GUEST_SPACE);
            case CREATE_HOST_EC -> new CreateHostEc(this);
            case CREATE_VCPU -> new CreateVcpu(this);
            case CREATE_SC -> new CreateSc();
            case CREATE_PORTAL -> new CreatePortal();
            case CREATE_NOTIFICATION -> new CreateNotification();
            case DELEGATE -> new Delegate();
            case REVOKE -> new Revoke();
            case SIGNAL -> new Signal();
            case BIND_INTERRUPT -> new BindInterrupt();
            case ACKNOWLEDGE -> new Acknowledge();
            case INJECT -> new Inject();
            case RECALL -> new Recall();
            case CONTROL_SC -> new ControlSc();
            case CREATE_DMA_SPACE -> new CreateSecondStageSpace(this, ObjectType.DMA_SPACE);
            case ASSIGN_DEVICE -> new AssignDevice();
        };
    }

    /** Makes a hypercall for {@code caller}, whose entry is running on this thread. */
    int hypercall(HostEc caller, int number, long a0, long a1, long a2, long a3, long a4, long a5) {
        if (number < 0 || number >= table.length) {
            return Status.BAD_OPERATION;
        }
        if (!Stack.suffices()) {
            return Status.NO_MEMORY;
        }
        Hypercall operation = table[number];
        lock.lock();
        try {
            if (caller.hasEnded()) {
                return Status.ABORTED;
            }
            int status = decode(operation, caller, a0, a1, a2, a3, a4, a5);
            if (status == Status.OK) {
                status = operation.commit(caller);
            } else {
                operation.undo(caller);
            }
            reclaim.complete();
            return status;
        } finally {
            lock.unlock();
        }
    }

    private static int decode(
            Hypercall operation, HostEc caller, long a0, long a1, long a2, long a3, long a4, long a5) {
        try {
            return operation.decode(caller, a0, a1, a2, a3, a4, a5);
        } catch (OutOfMemoryError e) {
            return Status.NO_MEMORY;
        }
    }

    /** The handler of a call has ended well: its reply goes to the caller. Takes the lock. */
    int reply(HostEc callee, HostEc caller) {
        lock.lock();
        try {
            if (callee.hasEnded() || caller.hasEnded()) {
                return Status.ABORTED;
            }
            callee.copyMessage(caller, transferReply(callee, caller));
            return Status.OK;
        } finally {
            lock.unlock();
        }
    }

    /** Delegates the items of a reply; returns how many those are, or less than 0, the status for which none is. */
    private int transferReply(HostEc callee, HostEc caller) {
        int status;
        try {
            status = replied.prepareItems(callee, caller);
        } catch (OutOfMemoryError e) {
            status = Status.NO_MEMORY;
        }
        if (status == Status.OK) {
            return replied.commit();
        }
        replied.undo();
        reclaim.complete();
        return -status;
    }

    /** Writes how {@code ec} ended to whom its fault portal leads, which is to be entered then; null if there is nobody to tell. Takes the lock. */
    @Nullable
    Portal tellFault(HostEc ec) {
        lock.lock();
        try {
            Portal portal = ec.faultPortal();
            if (portal == null || portal.ec().availability() != Status.OK) {
                return null;
            }
            ec.writeFault(portal.ec().utcb());
            return portal;
        } finally {
            lock.unlock();
        }
    }

    /** Delivers the interrupts that the controller has for {@code pcpu}. Takes the lock. */
    void deliverInterrupts(int pcpu) {
        lock.lock();
        try {
            for (int line = controller.claim(pcpu); line != 0; line = controller.claim(pcpu)) {
                interrupts.get(line).claimed(pcpu);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The interrupt of a line, 1 to {@link Microhypervisor#MAX_INTERRUPT}. */
    Interrupt interrupt(int line) {
        return interrupts.get(line);
    }

    /** A device that masters the bus by the number {@code id}; called at power-on. */
    Device device(int id) {
        Device device = new Device(id);
        devices.add(device);
        return device;
    }

    KernelLock lock() {
        return lock;
    }

    Machine machine() {
        return machine;
    }

    Ram ram() {
        return machine.ram();
    }

    Clock clock() {
        return machine.clock();
    }

    KernelMemory memory() {
        return memory;
    }

    Reclaim reclaim() {
        return reclaim;
    }

    List<Supplier<Program>> programs() {
        return programs;
    }

    List<Pcpu> pcpus() {
        return pcpus;
    }

    boolean hasPcpu(long number) {
        return number >= 0 && number < pcpus.size();
    }

    Pcpu pcpu(long number) {
        return pcpus.get((int) number);
    }

    /** Says which PD is the root task. */
    void root(ProtectionDomain pd) {
        root = pd;
    }

    @Nullable
    ProtectionDomain root() {
        return root;
    }

    /** {@code ec} has ended, and there is nobody to tell. Without its root task the system stops. */
    void untold(HostEc ec) {
        if (ec.pd() == root) {
            failure = ec.faultText();
            stop();
        }
    }

    void stop() {
        pcpus.forEach(Pcpu::stop);
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    StageIds stageIds() {
        return stageIds;
    }
}
