// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the run from its start to its end. {@link #called} runs on the execution contexts of all pCPUs, in parallel, and touches
 * only what belongs to its pCPU: its mailbox, and its entries of {@code told}. All else is the first execution context's.
 */
final class Supervision {

    private final Plan plan;
    private final List<Mailbox> mailboxes;
    private final int consoleServer;
    private final @Nullable RunLog log;
    private final Ends ends;

    /** Whether a domain has told its end, by pCPU of each domain. */
    private final boolean[] told;

    private boolean started;
    private boolean finishing;
    private boolean off;

    /**
     * @param mailboxes one for each pCPU of the plan
     * @param consoleServer the domain that serves the root task's console, or -1
     * @param console the root task's console, or null if it has none
     */
    Supervision(Plan plan, List<Mailbox> mailboxes, int consoleServer, @Nullable ConsolePort console) {
        this.plan = plan;
        this.mailboxes = mailboxes;
        this.consoleServer = consoleServer;
        this.log = console == null ? null : new RunLog(console.toPeer(), Slots.notification(consoleServer));
        this.ends = new Ends(plan);
        this.told = new boolean[plan.domains().size() * plan.pcpus()];
    }

    /** A domain called one of its portals, or was aborted. */
    void called(Hypervisor h, long portal) {
        RunRecord message = Portals.record(portal, h.utcb());
        h.utcb().length(0);
        int place = message.domain() * plan.pcpus() + Portals.pcpu(portal);
        if (place >= told.length) {
            return;
        }
        if (message.kind() != RunRecord.Kind.LOG) {
            if (told[place]) {
                return;
            }
            told[place] = true;
        }
        if (mailboxes.get(Portals.pcpu(portal)).post(message)) {
            Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, RootTask.MAIL);
        }
    }

    /** Lets all domains run that could be built, drivers first. */
    private void start(Hypervisor h) {
        for (boolean guests : new boolean[] {false, true}) {
            for (Context context : plan.contexts()) {
                int domain = context.domain();
                boolean guest = plan.guests().stream().anyMatch(each -> each.domain() == domain);
                if (context.role() == Context.Role.HANDLER && guest == guests && ends.alive(domain)) {
                    start(h, domain);
                }
            }
        }
    }

    private void start(Hypervisor h, int domain) {
        record(new RunRecord(RunRecord.Kind.STARTED, domain, 0, ""));
        int status = Time.start(h, plan, domain);
        if (status != Status.OK) {
            refused(domain, "cannot start it: " + Status.name(status));
        }
    }

    /** A domain cannot run, for a reason of the root task's. */
    void refused(int domain, String why) {
        record(new RunRecord(RunRecord.Kind.ENDED, domain, (int) RootPortal.REFUSED, why));
    }

    /** Notes something that happened. */
    private void record(RunRecord message) {
        boolean end = message.kind() == RunRecord.Kind.ENDED || message.kind() == RunRecord.Kind.FAULTED;
        if (log != null && (!end || ends.end(message))) {
            log.add(message);
        } else if (end) {
            ends.end(message);
        }
    }

    /** Starts the domains if that has not been done; reads the mail, writes the log, and powers off when it is time. */
    void proceed(Hypervisor h) {
        if (!started) {
            started = true;
            start(h);
        }
        for (Mailbox mailbox : mailboxes) {
            mailbox.collect(this::record);
        }
        boolean heard = log != null && ends.alive(consoleServer);
        if (!finishing && (ends.complete() || (log != null && !heard))) {
            finishing = true;
            int reason = ends.asExpected() ? 0 : 1;
            record(new RunRecord(RunRecord.Kind.FINISHED, RunRecord.ROOT_TASK, reason, ""));
        }
        boolean flushed = log == null || log.flush(h);
        if (finishing && !off && (flushed || !heard)) {
            off = true;
            Finisher.powerOff(h, ends.asExpected() ? Finisher.EXPECTED : Finisher.UNEXPECTED);
        }
    }

    void save(StateWriter writer) {
        mailboxes.forEach(mailbox -> mailbox.save(writer));
        ends.save(writer);
        for (boolean entry : told) {
            writer.word(entry ? 1 : 0);
        }
        writer.word(started ? 1 : 0);
        writer.word(finishing ? 1 : 0);
        writer.word(off ? 1 : 0);
        if (log != null) {
            log.save(writer);
        }
    }

    void restore(StateReader reader) {
        mailboxes.forEach(mailbox -> mailbox.restore(reader));
        ends.restore(reader);
        for (int i = 0; i < told.length; i++) {
            told[i] = reader.word() != 0;
        }
        started = reader.word() != 0;
        finishing = reader.word() != 0;
        off = reader.word() != 0;
        if (log != null) {
            log.restore(reader);
        }
    }
}
