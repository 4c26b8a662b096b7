// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.Policy;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes the lives of components: adds, removes, suspends, resumes and restarts them, and has them go on by other schedules. One operation after the other, and what takes long in {@linkplain #step steps}, between
 * which others have their turn.
 *
 * <p>To remove a component is to take back its time, so that nothing of it runs; to revoke its PD, with which goes all that was made in its name and all that it was given; and
 * to clear what memory it had. Nobody can get hold of that before.
 */
final class LifeCycle {

    /** How many calls one step of a revocation makes; each takes 128 steps of the microhypervisor's. */
    private static final int REVOCATIONS = 8;

    /** What is under way. */
    private enum Phase {
        IDLE,
        REVOKING,
        CLEARING,
        BUILDING
    }

    private final Plan plan;
    private final List<Component> components;
    private final SystemBuilder builder;
    private final Places places;
    private final Consumer<RunRecord> log;

    /** The domains that ended, and are to be started again. */
    private final Deque<Integer> returning = new ArrayDeque<>();

    private Phase phase = Phase.IDLE;

    /** The domain of the operation under way, whether it is to be built in the end, and whether somebody waits for an answer. */
    private int domain;

    private boolean building;
    private boolean asked;
    private long cleared;

    /**
     * @param log takes what happens
     */
    LifeCycle(Plan plan, List<Component> components, SystemBuilder builder, Places places, Consumer<RunRecord> log) {
        this.plan = plan;
        this.components = components;
        this.builder = builder;
        this.places = places;
        this.log = log;
    }

    /** Whether a request may be {@linkplain #ask asked}. */
    boolean idle() {
        return phase == Phase.IDLE && returning.isEmpty();
    }

    /** Builds a component that is not there. Returns whether it could be; if not, its end has been told. */
    boolean build(Hypervisor h, int index) {
        try {
            builder.build(h, index, components.get(index).life());
            components.get(index).state(Component.State.BUILT);
            return true;
        } catch (BuildException e) {
            refused(h, index, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Lets a component run that is built. Returns whether it does; if not, its end has been told. */
    boolean start(Hypervisor h, int index) {
        log.accept(new RunRecord(RunRecord.Kind.STARTED, index, 0, ""));
        components.get(index).begin(now(h));
        int status = Time.start(h, components.get(index).contexts());
        if (status != Status.OK) {
            refused(h, index, "cannot start it: " + Status.name(status));
        }
        return status == Status.OK;
    }

    private void refused(Hypervisor h, int index, String why) {
        RunRecord end = new RunRecord(RunRecord.Kind.ENDED, index, (int) RootPortal.REFUSED, why);
        components.get(index).end(end, now(h));
        log.accept(end);
    }

    private static long now(Hypervisor h) {
        return h.utcb().word(Utcb.TIME);
    }

    /** A component in one of its lives said that it has ended, or failed: another life follows, or not. */
    void ended(Hypervisor h, RunRecord end) {
        Component component = components.get(end.domain());
        component.end(end, now(h));
        if (!component.returns()) {
            log.accept(end);
        } else if (component.exhausted()) {
            String why = "it is not started again: none of its last %d lives lasted a second"
                    .replace("%d", String.valueOf(Component.MOST_SHORT_LIVES));
            String text = end.text().isEmpty() ? why : end.text() + "\n" + why;
            log.accept(new RunRecord(end.kind(), end.domain(), end.reason(), text));
        } else {
            boolean fault = end.kind() == RunRecord.Kind.FAULTED;
            int reason = fault ? RunRecord.ABORTED : end.reason();
            log.accept(new RunRecord(RunRecord.Kind.RESTARTING, end.domain(), reason, end.text()));
            returning.add(end.domain());
        }
    }

    /** Does what is asked, or begins to; {@link #idle}. */
    void ask(Hypervisor h, LifeRequest request) {
        int index = request.domain();
        String why = objection(request);
        if (!why.isEmpty()) {
            decline(index, why);
            return;
        }
        Component component = components.get(index);
        switch (request.operation()) {
            case ADD, RESTART -> {
                component.forgive();
                begin(h, index, true, true);
            }
            case REMOVE -> begin(h, index, false, true);
            case SUSPEND -> {
                Time.stop(h, component.contexts());
                component.state(Component.State.SUSPENDED);
                answer(RunRecord.Kind.SUSPENDED, index);
            }
            case RESUME -> {
                int status = Time.start(h, component.contexts());
                if (status == Status.OK) {
                    component.state(Component.State.RUNNING);
                    answer(RunRecord.Kind.RESUMED, index);
                } else {
                    decline(index, "it cannot be given time: " + Status.name(status));
                }
            }
            case SCHEDULE -> schedule(h, component, request);
        }
    }

    private static Policy policy(LifeRequest request) {
        return new Policy(request.priority(), request.budget(), request.period(), request.offset());
    }

    /** Has a component go on by another policy; one that is suspended, when it is resumed. */
    private void schedule(Hypervisor h, Component component, LifeRequest request) {
        List<Context> before = component.contexts();
        List<Context> after = policy(request).applied(before);
        boolean suspended = component.state() == Component.State.SUSPENDED;
        int status = suspended ? Status.OK : Time.change(h, before, after);
        if (status == Status.OK) {
            component.policy(policy(request));
            log.accept(new RunRecord(RunRecord.Kind.DONE, request.domain(), 0, ""));
        } else {
            decline(request.domain(), "it cannot be given so much time: " + Status.name(status));
        }
    }

    /** Why a request cannot be granted; empty if it can. */
    private String objection(LifeRequest request) {
        int index = request.domain();
        if (index >= components.size()) {
            return "there is no such component";
        }
        for (Channel channel : plan.channels()) {
            if (channel.server() == index) {
                return channel.client() == Plan.ROOT_TASK
                        ? "the records of the run go through it"
                        : "others are wired to it";
            }
        }
        Component.State state = components.get(index).state();
        if ((state == Component.State.ABSENT) != (request.operation() == LifeRequest.Operation.ADD)) {
            return state == Component.State.ABSENT ? "it is not there" : "it is there already";
        }
        return switch (request.operation()) {
            case SUSPEND ->
                switch (state) {
                    case SUSPENDED -> "it is suspended already";
                    case ENDED -> "it has ended";
                    default -> "";
                };
            case RESUME -> state == Component.State.SUSPENDED ? "" : "it is not suspended";
            case SCHEDULE -> state == Component.State.ENDED ? "it has ended" : objection(index, policy(request));
            default -> "";
        };
    }

    /** Why a component cannot have another policy; empty if it can. */
    private String objection(int index, Policy asked) {
        List<Context> contexts = components.get(index).contexts();
        String why = asked.objection(contexts);
        return why.isEmpty() ? TimeCheck.objection(plan, components, index, asked.applied(contexts)) : why;
    }

    /** Says why a request is not granted. */
    void decline(int index, String why) {
        log.accept(new RunRecord(RunRecord.Kind.DECLINED, index, 0, why));
    }

    private void answer(RunRecord.Kind happened, int index) {
        log.accept(new RunRecord(happened, index, 0, ""));
        log.accept(new RunRecord(RunRecord.Kind.DONE, index, 0, ""));
    }

    /** Begins to remove a component, if it is there, and to build it anew, if it is to be. */
    private void begin(Hypervisor h, int index, boolean andBuild, boolean request) {
        domain = index;
        building = andBuild;
        asked = request;
        cleared = 0;
        if (components.get(index).state() == Component.State.ABSENT) {
            phase = Phase.BUILDING;
        } else {
            Time.stop(h, components.get(index).contexts());
            phase = Phase.REVOKING;
        }
        components.get(index).leave();
    }

    /** Goes on with what is under way, or begins with what is to be done. Returns whether there is more to do. */
    boolean step(Hypervisor h) {
        switch (phase) {
            case IDLE -> {
                if (!returning.isEmpty()) {
                    begin(h, returning.remove(), true, false);
                }
            }
            case REVOKING -> revoke(h);
            case CLEARING -> clear(h);
            case BUILDING -> {
                phase = Phase.IDLE;
                boolean runs = build(h, domain) && start(h, domain);
                if (asked && runs) {
                    log.accept(new RunRecord(RunRecord.Kind.DONE, domain, 0, ""));
                } else if (asked) {
                    decline(domain, "it could not start");
                }
            }
        }
        return !idle();
    }

    private void revoke(Hypervisor h) {
        for (int i = 0; i < REVOCATIONS && phase == Phase.REVOKING; i++) {
            int status = Hypercalls.revoke(h, Selectors.OBJECT_SPACE, Slots.pd(domain), 0, true);
            phase = status == Status.OK ? Phase.CLEARING : Phase.REVOKING;
        }
    }

    private void clear(Hypervisor h) {
        if (cleared < places.size(domain)) {
            cleared = places.clear(h, domain, cleared);
            return;
        }
        log.accept(new RunRecord(RunRecord.Kind.REMOVED, domain, 0, ""));
        phase = building ? Phase.BUILDING : Phase.IDLE;
        if (asked && !building) {
            log.accept(new RunRecord(RunRecord.Kind.DONE, domain, 0, ""));
        }
    }

    void save(StateWriter writer) {
        writer.word(returning.size());
        returning.forEach(writer::word);
        writer.word(List.of(Phase.values()).indexOf(phase));
        writer.word(domain);
        writer.word(building ? 1 : 0);
        writer.word(asked ? 1 : 0);
        writer.word(cleared);
        components.forEach(component -> component.save(writer));
        places.save(writer);
    }

    void restore(StateReader reader) {
        for (long left = reader.word(); left > 0; left--) {
            returning.add((int) reader.word());
        }
        phase = Phase.values()[(int) reader.word()];
        domain = (int) reader.word();
        building = reader.word() != 0;
        asked = reader.word() != 0;
        cleared = reader.word();
        components.forEach(component -> component.restore(reader));
        places.restore(reader);
    }
}
