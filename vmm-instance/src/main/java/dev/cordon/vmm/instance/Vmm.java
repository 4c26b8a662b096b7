// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program of a virtual machine monitor: starts one guest, answers every exit of its vCPUs, and tells the root task how it ended.
 *
 * <p>It has an execution context on each pCPU of its guest's vCPUs, and so its entries run in parallel. The rule for what they share: every entry holds the {@link EntryLock}
 * from its beginning to its end, and everything behind this class is used under it alone. An entry never blocks, so that is a short time; what a reply asks of the
 * microhypervisor (a fence that waits for other pCPUs, for one) is done after its end.
 */
public final class Vmm implements Program {
    private final EntryLock lock = new EntryLock();

    /** What serves the guest; null before the start, and for ever if that was refused or an entry has failed. */
    private @Nullable ExitHandler handler;

    /** The state that is to be taken up at the next entry, when there is memory again. */
    private final Deque<Long> restored = new ArrayDeque<>();

    /** Creates the program; {@link #init} starts it. */
    public Vmm() {}

    @Override
    public void init(Hypervisor h) {
        boolean done = false;
        lock.enter();
        try {
            load(h);
            done = true;
        } finally {
            leave(h, done);
        }
    }

    /** Ends an entry. One that has failed leaves things half done: then the guest is not run any further, on whatever pCPU. */
    private void leave(Hypervisor h, boolean done) {
        try {
            ExitHandler current = handler;
            if (!done && current != null) {
                handler = null;
                current.guest().halt(h);
            }
        } finally {
            lock.leave(); // whatever happens, or other pCPUs would wait for ever
        }
    }

    private void load(Hypervisor h) {
        try {
            BootInfo info = BootInfo.of(h);
            Guest guest = guest(h, info);
            guest.console().begin();
            start(h, info, guest);
            guest.console().flush(h);
            handler = new ExitHandler(guest);
        } catch (RefusedException e) {
            h.utcb().argument(0, RootPortal.REFUSED);
            h.utcb().length(h.utcb().text(1, e.reason()));
            Hypercalls.call(h, Selectors.ROOT_PORTALS + RootPortal.ENDED);
        }
    }

    private static Guest guest(Hypervisor h, BootInfo info) throws RefusedException {
        return new Guest(GuestConfiguration.of(info), GuestConfiguration.console(h, info));
    }

    /** Loads the guest, creates what it needs of the microhypervisor, and starts its first vCPU. */
    private static void start(Hypervisor h, BootInfo info, Guest guest) throws RefusedException {
        guest.memory().attach(h);
        GuestLayout layout = Loader.load(h, info, guest.memory(), guest.harts());
        demand(Hypercalls.createGuestSpace(h, Guest.GUEST_SPACE, Selectors.PD), "create the guest space");
        demand(guest.memory().delegateTo(h, Guest.GUEST_SPACE), "map the guest's memory");
        for (int hart = 0; hart < guest.harts(); hart++) {
            demand(EventPortals.create(h, guest.vcpu(hart)), "create the event portals");
        }
        if (!guest.start(h, guest.vcpu(0), layout.entry(), layout.deviceTree())) {
            throw new RefusedException("microhypervisor: it did not start the vCPU");
        }
    }

    private static void demand(int status, String what) throws RefusedException {
        if (status != Status.OK) {
            throw new RefusedException("microhypervisor: it did not " + what + ": " + Status.name(status));
        }
    }

    @Override
    public void called(Hypervisor h, long portal) {
        boolean done = false;
        lock.enter();
        try {
            ExitHandler current = handler(h);
            if (current == null) {
                Guest.stop(h.utcb());
            } else {
                current.exit(h, portal);
            }
            done = true;
        } finally {
            leave(h, done);
        }
    }

    @Override
    public void notified(Hypervisor h, long badges) {
        boolean done = false;
        lock.enter();
        try {
            ExitHandler current = handler(h);
            if (current != null) {
                current.input(h);
            }
            done = true;
        } finally {
            leave(h, done);
        }
    }

    /** What serves the guest, with its restored state taken up. */
    private @Nullable ExitHandler handler(Hypervisor h) {
        if (!restored.isEmpty()) {
            try {
                Guest guest = guest(h, BootInfo.of(h));
                guest.restore(restored::remove);
                handler = new ExitHandler(guest);
            } catch (RefusedException e) {
                handler = null; // what was refused before is refused again
            }
            restored.clear();
        }
        return handler;
    }

    @Override
    public void save(StateWriter writer) {
        List<Long> words = new ArrayList<>(restored);
        if (words.isEmpty() && handler != null) {
            handler.guest().save(words::add);
        }
        writer.word(words.size());
        words.forEach(writer::word);
    }

    @Override
    public void restore(StateReader reader) {
        restored.clear();
        for (long left = reader.word(); left > 0; left--) {
            restored.add(reader.word());
        }
    }
}
