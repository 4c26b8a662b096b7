// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.PlanWriter;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.drivers.userlevel.protocol.RunRecordDecoder;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A root task on a bench: RAM, boot information and a hypervisor that writes down what is asked of it. The console driver's end of channel 0 is read by the
 * test.
 */
final class Bench implements Hypervisor {

    static final long RAM = 0x8000_0000L;
    static final long SIZE = 64 << 20;
    static final long SEEDS = RAM + 0x1_4000;
    static final long UART = 0x1000_0000;
    static final long FINISHER = 0x10_0000;

    /** One hypercall. */
    record Call(Operation operation, List<Long> arguments) {
        long argument(int index) {
            return arguments.get(index);
        }
    }

    /** What was asked for and done. */
    final List<Call> calls = new ArrayList<>();

    /** The objects of the root task: to each selector the PD in whose name it was made. */
    final Map<Long, Long> objects = new TreeMap<>();

    /** How many calls the revocation of a PD takes. */
    int revocations = 1;

    /** How many entries the worker has made, and what each does besides. */
    int work;

    final List<Long> powerOffs = new ArrayList<>();
    final List<RunRecord> heard = new ArrayList<>();

    /** What a hypercall on an object in this slot answers, if not OK. */
    final Map<Long, Integer> refusals = new TreeMap<>();

    RootTask task = new RootTask();
    private final MemorySegment ram = Arena.ofAuto().allocate(SIZE, 1 << 20);
    private final MemorySegment bootInfo = Arena.ofAuto().allocate(4096, 8);
    private static final int SEED_COUNT = 64;
    private final Utcb utcb = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));
    private final Utcb workerUtcb = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));
    private boolean onWorker;
    private final RunRecordDecoder decoder = new RunRecordDecoder();
    private ConsolePort console = ConsolePort.driver(Arena.ofAuto().allocate(ConsolePort.SIZE, 64));
    private boolean pending;
    private boolean pendingWork;
    private int revoked;

    Bench(Plan plan) {
        this(PlanWriter.write(plan));
    }

    Bench(long[] plan) {
        BootInfo info = new BootInfo(bootInfo);
        info.clear();
        info.add(BootInfo.PCPUS, 4, 0);
        info.add(BootInfo.PLAN, RAM, (long) plan.length * Long.BYTES);
        info.add(BootInfo.MODULE, RAM + 0x1_0000, 5000);
        info.add(BootInfo.MODULE, RAM + 0x1_2000, 4096);
        info.add(BootInfo.MODULE, SEEDS, SEED_COUNT * Long.BYTES);
        info.add(BootInfo.DEVICE, UART, 0x1000);
        info.add(BootInfo.DEVICE, FINISHER, 0x1000);
        info.add(BootInfo.INTERRUPT, 10, Selectors.INTERRUPTS + 10);
        info.add(BootInfo.FREE_MEMORY, RAM + 0x1_3000, 0x1000);
        info.add(BootInfo.FREE_MEMORY, RAM + 0x2_0000, SIZE - 0x2_0000);
        MemorySegment.copy(MemorySegment.ofArray(plan), 0, ram, 0, (long) plan.length * Long.BYTES);
        for (int word = 0; word < SEED_COUNT; word++) {
            memory(SEEDS, SEED_COUNT * Long.BYTES).setAtIndex(ValueLayout.JAVA_LONG, word, 1000 + word);
        }
    }

    /** Powers on, and finds the console port that the root task has made. */
    Bench run() {
        task.init(this);
        settle();
        return this;
    }

    void console(long address) {
        console = ConsolePort.driver(memory(address, ConsolePort.SIZE));
    }

    /** Delivers notifications until there are none. */
    void settle() {
        while (step()) {
            // There may be more.
        }
    }

    /** Delivers one notification, if there is one. */
    boolean step() {
        if (pending) {
            pending = false;
            task.notified(this, RootTask.MAIL);
        } else if (pendingWork) {
            pendingWork = false;
            work++;
            onWorker = true;
            workerUtcb.word(Utcb.TIME, utcb.word(Utcb.TIME));
            task.notified(this, RootTask.WORK);
            onWorker = false;
        } else {
            return false;
        }
        return true;
    }

    /** The host asks for something. */
    void ask(LifeRequest.Operation operation, int domain) {
        ask(new LifeRequest(operation, domain).bytes());
    }

    /** The same, and everything that follows is done and read. */
    void done(LifeRequest.Operation operation, int domain) {
        ask(operation, domain);
        settle();
        listen();
    }

    void ask(byte[] bytes) {
        assertThat(console.toPeer().put(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        console.toPeer().publish();
        pending = true;
    }

    /** What time it is, in milliseconds. */
    void time(long milliseconds) {
        utcb.word(Utcb.TIME, milliseconds * 1_000_000);
    }

    /** The console driver takes what there is, and signals if the root task waits. */
    void listen() {
        byte[] bytes = new byte[ConsolePort.OUTPUT_CAPACITY];
        console.fromPeer().listen();
        int count = console.fromPeer().peek(bytes, 0, bytes.length);
        for (int i = 0; i < count; i++) {
            decoder.accept(bytes[i]).ifPresent(heard::add);
        }
        if (console.fromPeer().take(count)) {
            pending = true;
        }
        settle();
    }

    /** A domain calls one of its portals. */
    void call(int domain, int portal, long word, String text) {
        call(id(domain, portal), word, text);
    }

    void call(long id, long word, String text) {
        utcb.argument(0, word);
        utcb.length(utcb.text(1, text));
        task.called(this, id);
    }

    /** The id of a portal that a domain has in its present life. */
    long id(int domain, int portal) {
        return calls(Operation.CREATE_PORTAL).stream()
                .filter(call -> call.argument(0) == Slots.portal(domain, 0, portal)
                        || call.argument(0) == Slots.portal(domain, 1, portal))
                .mapToLong(call -> call.argument(3))
                .max()
                .orElseThrow();
    }

    /** A domain says something. */
    void log(int domain, String text) {
        utcb.length(utcb.text(0, text));
        task.called(this, id(domain, RootPortal.LOG));
    }

    /** The calls of one operation. */
    List<Call> calls(Operation operation) {
        return calls.stream().filter(call -> call.operation() == operation).toList();
    }

    @Override
    public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        Call call = new Call(operation(operation), List.of(a0, a1, a2, a3, a4, a5));
        int status = refusals.getOrDefault(a0, perform(call));
        if (status == Status.OK) {
            calls.add(call);
        }
        return status;
    }

    private int perform(Call call) {
        long to = call.argument(0);
        switch (call.operation()) {
            case CREATE_PD -> {
                for (long i = 0; i < 3; i++) {
                    assertThat(objects.put(to + i, to)).isNull();
                }
            }
            case CREATE_HOST_EC, CREATE_VCPU, CREATE_SC, CREATE_PORTAL, CREATE_NOTIFICATION ->
                assertThat(objects.put(to, call.argument(1))).isNull();
            case REVOKE -> {
                return revoke(call.argument(1));
            }
            case DELEGATE -> {
                boolean object = to == Selectors.OBJECT_SPACE && call.argument(1) >= Selectors.FREE;
                boolean there = !object || objects.containsKey(call.argument(1));
                return there && (call.argument(2) < Selectors.FREE || objects.containsKey(call.argument(2)))
                        ? Status.OK
                        : Status.BAD_CAPABILITY;
            }
            case SIGNAL -> {
                pending |= to == Selectors.MAIN_NOTIFICATION;
                pendingWork |= to == Slots.WORKER_NOTIFICATION;
            }
            default -> {}
        }
        return Status.OK;
    }

    private int revoke(long selector) {
        boolean pd = objects.getOrDefault(selector, 0L) == selector;
        if (pd && ++revoked < revocations) {
            return Status.AGAIN;
        }
        revoked = 0;
        objects.remove(selector);
        objects.values().removeIf(owner -> pd && owner == selector);
        return Status.OK;
    }

    private static Operation operation(int number) {
        for (Operation operation : Operation.values()) {
            if (operation.number() == number) {
                return operation;
            }
        }
        throw new AssertionError("no operation " + number);
    }

    @Override
    public Utcb utcb() {
        return onWorker ? workerUtcb : utcb;
    }

    @Override
    public MemorySegment memory(long address, long size) {
        if (address == BootInfo.ADDRESS) {
            return bootInfo.asSlice(0, size);
        }
        if (address < RAM || size < 0 || address + size > RAM + SIZE) {
            throw new HostFault(address);
        }
        return ram.asSlice(address - RAM, size);
    }

    @Override
    public long load(long address, int size) {
        throw new HostFault(address);
    }

    @Override
    public void store(long address, int size, long value) {
        if (address != FINISHER || size != 4) {
            throw new HostFault(address);
        }
        powerOffs.add(value);
    }
}
