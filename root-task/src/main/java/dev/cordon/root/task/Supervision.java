// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Watches the run from its start to its end. {@link #called} runs on the execution contexts of all pCPUs, in parallel, and touches
 * only what belongs to its pCPU: its mailbox, and its entries of {@code told}. All else is the first execution context's.
 */
final class Supervision {

    /** So many requests are read in one entry. */
    private static final int REQUESTS_AN_ENTRY = 16;

    private final Plan plan;
    private final List<Mailbox> mailboxes;
    private final int server;
    private final @Nullable RunLog log;
    private final @Nullable Requests requests;
    private final List<Component> components;
    private final LifeCycle lifeCycle;

    /** The last life of a domain that has told its end, by pCPU of each domain. */
    private final int[] told;

    private boolean started;
    private boolean finishing;

    /** The verdict, which is final once {@code finishing}. */
    private boolean passed;

    private boolean off;

    /**
     * @param mailboxes one for each pCPU of the plan
     * @param server the domain that serves the root task's console, or -1
     * @param console the root task's console, or null if it has none
     */
    Supervision(
            Plan plan,
            List<Mailbox> mailboxes,
            SystemBuilder builder,
            Places places,
            int server,
            @Nullable ConsolePort console) {
        this.plan = plan;
        this.mailboxes = mailboxes;
        this.server = server;
        this.log = console == null ? null : new RunLog(console.toPeer(), Slots.notification(server));
        this.requests = console == null ? null : new Requests(console.fromPeer(), Slots.notification(server));
        this.components = components(plan);
        this.lifeCycle = new LifeCycle(plan, components, builder, places, this::record);
        this.told = new int[plan.domains().size() * plan.pcpus()];
    }

    private static List<Component> components(Plan plan) {
        List<Component> components = new ArrayList<>();
        for (Domain domain : plan.domains()) {
            int index = components.size();
            components.add(new Component(
                    domain,
                    plan.contexts().stream()
                            .filter(context -> context.domain() == index)
                            .toList()));
        }
        return List.copyOf(components);
    }

    /** A domain called one of its portals, or was aborted. */
    void called(Hypervisor h, long portal) {
        RunRecord message = Portals.record(portal, h.utcb());
        h.utcb().length(0);
        int life = Portals.life(portal);
        int place = message.domain() * plan.pcpus() + Portals.pcpu(portal);
        if (place >= told.length) {
            return;
        }
        if (message.kind() != RunRecord.Kind.LOG) {
            if (told[place] == life) {
                return;
            }
            told[place] = life;
        }
        if (mailboxes.get(Portals.pcpu(portal)).post(life, message)) {
            Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, RootTask.MAIL);
        }
    }

    /** Builds all that start with the system. Nothing runs yet. */
    void build(Hypervisor h) {
        for (int i = 0; i < components.size(); i++) {
            Domain domain = plan.domains().get(i);
            if (domain.life().start() == Life.Start.AUTOMATIC) {
                components.get(i).leave();
                lifeCycle.build(h, i);
            }
        }
    }

    /** Lets all run that could be built, drivers first. */
    private void start(Hypervisor h) {
        for (boolean guests : new boolean[] {false, true}) {
            for (Context context : plan.contexts()) {
                int domain = context.domain();
                boolean guest = plan.guests().stream().anyMatch(each -> each.domain() == domain);
                boolean built = components.get(domain).state() == Component.State.BUILT;
                if (context.role() == Context.Role.HANDLER && guest == guests && built) {
                    lifeCycle.start(h, domain);
                }
            }
        }
    }

    /** Notes something that happened. */
    private void record(RunRecord message) {
        if (log != null) {
            log.add(message);
        }
    }

    private void mail(Hypervisor h, int life, RunRecord message) {
        Component component = components.get(message.domain());
        boolean end = message.kind() != RunRecord.Kind.LOG;
        if (life != component.life()) {
            return; // a life that is over has nothing to say
        }
        if (finishing) {
            // The run has its verdict and its last record. All that still counts is whether somebody reads them.
            if (end && message.domain() == server) {
                component.state(Component.State.ENDED);
            }
        } else if (!end) {
            record(message);
        } else if (component.alive()) {
            lifeCycle.ended(h, message);
        }
    }

    /** Starts the domains if that has not been done; reads the mail and the requests, writes the log, and powers off when it is time. */
    void proceed(Hypervisor h) {
        if (!started) {
            started = true;
            start(h);
        }
        for (Mailbox mailbox : mailboxes) {
            mailbox.collect((life, record) -> mail(h, life, record));
        }
        if (requests != null) {
            read(h, requests);
        }
        boolean heard = log != null && components.get(server).alive();
        if (!finishing && (complete() || (log != null && !heard))) {
            finishing = true;
            passed = asExpected();
            record(new RunRecord(RunRecord.Kind.FINISHED, RunRecord.ROOT_TASK, passed ? 0 : 1, ""));
        }
        boolean flushed = log == null || log.flush(h);
        if (finishing && !off && (flushed || !heard)) {
            off = true;
            Finisher.powerOff(h, passed ? Finisher.EXPECTED : Finisher.UNEXPECTED);
        }
        if (!lifeCycle.idle() && !finishing) {
            Hypercalls.signal(h, Slots.WORKER_NOTIFICATION, RootTask.WORK);
        }
    }

    /** Makes a step of what takes long, and tells {@link #proceed} when it is done. For the worker, which is on the same pCPU. */
    void work(Hypervisor h) {
        boolean more = !finishing && lifeCycle.step(h);
        Hypercalls.signal(
                h,
                more ? Slots.WORKER_NOTIFICATION : Selectors.MAIN_NOTIFICATION,
                more ? RootTask.WORK : RootTask.MAIL);
    }

    /** Does what the host asks for, a little at a time; while something is under way, it waits. */
    private void read(Hypervisor h, Requests from) {
        from.listen();
        for (int i = 0; i < REQUESTS_AN_ENTRY && from.available() && (finishing || lifeCycle.idle()); i++) {
            byte[] bytes = from.next(h);
            Optional<LifeRequest> request = LifeRequest.of(bytes);
            if (finishing) {
                lifeCycle.decline(LifeRequest.domain(bytes), "the run is over");
            } else if (request.isEmpty()) {
                lifeCycle.decline(LifeRequest.domain(bytes), "there is no such request");
            } else {
                lifeCycle.ask(h, request.get());
            }
        }
        if (from.available() && (finishing || lifeCycle.idle())) {
            Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, RootTask.MAIL);
        }
    }

    /** Whether nothing is left to wait for: somebody has ended who should, and nobody is left who should. */
    private boolean complete() {
        boolean ended = false;
        for (Component component : components) {
            if (component.shouldEnd() && component.alive()) {
                return false;
            }
            ended |= component.shouldEnd() && component.state() == Component.State.ENDED;
        }
        return ended && lifeCycle.idle();
    }

    private boolean asExpected() {
        return components.stream().allMatch(Component::asExpected);
    }

    void save(StateWriter writer) {
        mailboxes.forEach(mailbox -> mailbox.save(writer));
        for (int life : told) {
            writer.word(life);
        }
        writer.word(started ? 1 : 0);
        writer.word(finishing ? 1 : 0);
        writer.word(passed ? 1 : 0);
        writer.word(off ? 1 : 0);
        lifeCycle.save(writer);
        if (log != null && requests != null) {
            log.save(writer);
            requests.save(writer);
        }
    }

    void restore(StateReader reader) {
        mailboxes.forEach(mailbox -> mailbox.restore(reader));
        for (int i = 0; i < told.length; i++) {
            told[i] = (int) reader.word();
        }
        started = reader.word() != 0;
        finishing = reader.word() != 0;
        passed = reader.word() != 0;
        off = reader.word() != 0;
        lifeCycle.restore(reader);
        if (log != null && requests != null) {
            log.restore(reader);
            requests.restore(reader);
        }
    }
}
