// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.BuildException.demand;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.PlanReader;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program of the root task. Its {@link BootInfo} gives it all free memory, the plan, the boot modules, and the devices of the machine in the order of {@link
 * dev.cordon.capabilities.plan.MachineDevice}, with the interrupts of those that have one.
 */
public final class RootTask implements Program {

    /** The badge by which the console driver signals it. */
    static final long CONSOLE = 1;

    /** The badge by which its portals signal its first execution context that there is mail. */
    static final long MAIL = 2;

    /** The badge by which its worker is told that there is something to do. */
    static final long WORK = 4;

    private static final long WORKER_BUDGET = 1_000;

    /**
     * By a 1 in this word of its message area, which no message reaches (it sends no items), the first execution context is told from the worker. Badges would not do: the console driver
     * may signal any.
     */
    static final int FIRST = Utcb.WORDS - 1;

    /** What it watches the run with; null before the start, and for ever if there is no plan. */
    private @Nullable Supervision supervision;

    /** Where the memory of its own is that it must find again: the mailboxes, and the console port or 0. */
    private long mailboxes;

    private long console;

    /** The state that is to be taken up at the next entry, when there is memory again. */
    private final Deque<Long> restored = new ArrayDeque<>();

    /** Creates the program; {@link #init} starts it. */
    public RootTask() {}

    @Override
    public void init(Hypervisor h) {
        h.utcb().word(FIRST, 1);
        BootInfo info = BootInfo.of(h);
        Optional<Plan> plan = plan(h, info);
        if (plan.isEmpty()) {
            Finisher.powerOff(h, Finisher.BROKEN);
            return;
        }
        try {
            Places places = new Places(plan.get(), new FreeMemory(info));
            mailboxes = places.own(plan.get().pcpus() * Mailbox.SIZE);
            int channel = consoleChannel(plan.get());
            console = channel < 0 ? 0 : places.port(channel);
            places.placeGuests(plan.get().guests());
            prepare(h, plan.get());
            Supervision watch = attach(h, plan.get(), places);
            watch.build(h);
            supervision = watch;
        } catch (BuildException e) {
            Finisher.powerOff(h, Finisher.BROKEN);
            return;
        }
        // Domains start in the next entry: the portals that they call cannot be entered during this one.
        Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, MAIL);
    }

    private static Optional<Plan> plan(Hypervisor h, BootInfo info) {
        int record = info.find(BootInfo.PLAN, 0);
        return record < 0 ? Optional.empty() : PlanReader.read(h.memory(info.a(record), info.b(record)));
    }

    /** The channel of the root task's own console, or -1. */
    private static int consoleChannel(Plan plan) {
        for (int i = 0; i < plan.channels().size(); i++) {
            if (plan.channels().get(i).client() == Plan.ROOT_TASK) {
                return i;
            }
        }
        return -1;
    }

    /** Makes what it needs itself: an execution context for portals on each other pCPU, and the worker. */
    private static void prepare(Hypervisor h, Plan plan) throws BuildException {
        for (int pcpu = 1; pcpu < plan.pcpus(); pcpu++) {
            // Should that fail, so will every portal there, and be told.
            Hypercalls.createHostEc(h, Slots.ec(pcpu), Selectors.PD, pcpu, 0);
        }
        demand(Hypercalls.createHostEc(h, Slots.WORKER, Selectors.PD, 0, 0), "create the worker");
        demand(
                Hypercalls.createNotification(h, Slots.WORKER_NOTIFICATION, Selectors.PD, Slots.WORKER),
                "create its notification");
        demand(
                Hypercalls.createSc(
                        h, Slots.WORKER_SC, Selectors.PD, Slots.WORKER, workerPriority(plan), WORKER_BUDGET),
                "create its scheduling context");
    }

    /** Its work has its turn with the guests beside it, of whom none is to wait until all of it is done; those with places lose nothing of them to it. */
    private static int workerPriority(Plan plan) {
        int priority = 1;
        for (Context context : plan.contexts()) {
            boolean turns = context.role() == Context.Role.VCPU && !context.isPlaced();
            priority = turns && context.pcpu() == 0 ? Math.max(priority, context.priority()) : priority;
        }
        return priority;
    }

    private Supervision attach(Hypervisor h, Plan plan, Places places) {
        List<Mailbox> boxes = new ArrayList<>();
        for (int i = 0; i < plan.pcpus(); i++) {
            boxes.add(new Mailbox(h.memory(mailboxes + i * Mailbox.SIZE, Mailbox.SIZE)));
        }
        int channel = consoleChannel(plan);
        int server = channel < 0 ? -1 : plan.channels().get(channel).server();
        ConsolePort port = console == 0 ? null : ConsolePort.client(h.memory(console, ConsolePort.SIZE));
        return new Supervision(plan, boxes, new SystemBuilder(plan, places), places, server, port);
    }

    @Override
    public void called(Hypervisor h, long portal) {
        Supervision watch = watch(h);
        if (watch != null) {
            watch.called(h, portal);
        }
    }

    @Override
    public void notified(Hypervisor h, long badges) {
        Supervision watch = watch(h);
        if (watch != null && h.utcb().word(FIRST) == 0) {
            watch.work(h);
        } else if (watch != null) {
            watch.proceed(h);
        }
    }

    private @Nullable Supervision watch(Hypervisor h) {
        if (!restored.isEmpty()) {
            mailboxes = restored.remove();
            console = restored.remove();
            BootInfo info = BootInfo.of(h);
            Plan plan = plan(h, info).orElseThrow();
            Supervision watch = attach(h, plan, new Places(plan, new FreeMemory(info)));
            watch.restore(restored::remove);
            supervision = watch;
        }
        return supervision;
    }

    @Override
    public void save(StateWriter writer) {
        List<Long> words = new ArrayList<>(restored);
        if (words.isEmpty() && supervision != null) {
            words.addAll(List.of(mailboxes, console));
            supervision.save(words::add);
        }
        writer.word(words.size());
        words.forEach(writer::word);
    }

    @Override
    public void restore(StateReader reader) {
        for (long left = reader.word(); left > 0; left--) {
            restored.add(reader.word());
        }
    }
}
