// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

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

    /** What it watches the run with; null before the start, and for ever if there is no plan. */
    private @Nullable Supervision supervision;

    /** Where the memory of its own is that it must find again: the mailboxes, and the console port or 0. */
    private long mailboxes;

    private long console;
    private int consoleServer = -1;

    /** The state that is to be taken up at the next entry, when there is memory again. */
    private final Deque<Long> restored = new ArrayDeque<>();

    /** Creates the program; {@link #init} starts it. */
    public RootTask() {}

    @Override
    public void init(Hypervisor h) {
        BootInfo info = BootInfo.of(h);
        Optional<Plan> plan = plan(h, info);
        if (plan.isEmpty()) {
            Finisher.powerOff(h, Finisher.BROKEN);
            return;
        }
        FreeMemory memory = new FreeMemory(info);
        SystemBuilder builder = new SystemBuilder(h, info, plan.get(), memory);
        builder.build();
        try {
            mailboxes = memory.allocate(plan.get().pcpus() * Mailbox.SIZE, FreeMemory.PAGE);
        } catch (BuildException e) {
            Finisher.powerOff(h, Finisher.BROKEN);
            return;
        }
        console = builder.console();
        consoleServer = builder.consoleServer();
        Supervision watch = attach(h, plan.get());
        for (int i = 0; i < plan.get().domains().size(); i++) {
            int domain = i;
            builder.failure(i).ifPresent(why -> watch.refused(domain, why));
        }
        supervision = watch;
        // Domains start in the next entry: the portals that they call cannot be entered during this one.
        Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, MAIL);
    }

    private static Optional<Plan> plan(Hypervisor h, BootInfo info) {
        int record = info.find(BootInfo.PLAN, 0);
        return record < 0 ? Optional.empty() : PlanReader.read(h.memory(info.a(record), info.b(record)));
    }

    private Supervision attach(Hypervisor h, Plan plan) {
        List<Mailbox> boxes = new ArrayList<>();
        for (int i = 0; i < plan.pcpus(); i++) {
            boxes.add(new Mailbox(h.memory(mailboxes + i * Mailbox.SIZE, Mailbox.SIZE)));
        }
        ConsolePort port = console == 0 ? null : ConsolePort.client(h.memory(console, ConsolePort.SIZE));
        return new Supervision(plan, boxes, consoleServer, port);
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
        if (watch != null) {
            watch.proceed(h);
        }
    }

    private @Nullable Supervision watch(Hypervisor h) {
        if (!restored.isEmpty()) {
            mailboxes = restored.remove();
            console = restored.remove();
            consoleServer = (int) (long) restored.remove();
            Supervision watch =
                    plan(h, BootInfo.of(h)).map(plan -> attach(h, plan)).orElseThrow();
            watch.restore(restored::remove);
            supervision = watch;
        }
        return supervision;
    }

    @Override
    public void save(StateWriter writer) {
        List<Long> words = new ArrayList<>(restored);
        if (words.isEmpty() && supervision != null) {
            words.addAll(List.of(mailboxes, console, (long) consoleServer));
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
