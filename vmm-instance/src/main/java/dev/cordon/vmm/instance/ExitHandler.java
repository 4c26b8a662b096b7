// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.device.models.Finisher;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.Optional;

/** Answers the exits of a guest's vCPUs, under the VMM's {@link EntryLock}. Nothing is allocated on the way that a running guest takes. */
final class ExitHandler {
    private final Guest guest;
    private final Sbi sbi;

    ExitHandler(Guest guest) {
        this.guest = guest;
        sbi = new Sbi(guest);
    }

    Guest guest() {
        return guest;
    }

    /** The exit that entered the portal with this id; the reply is complete when this returns. */
    void exit(Hypervisor hypervisor, long portal) {
        Utcb utcb = hypervisor.utcb();
        enter(hypervisor, utcb);
        if (guest.ended()) {
            Guest.stop(utcb);
            return;
        }
        Vcpu vcpu = guest.vcpu(EventPortals.hart(portal));
        int event = EventPortals.event(portal);
        switch (event) {
            case Event.ENVIRONMENT_CALL -> sbi.call(hypervisor, utcb, vcpu);
            case Event.LOAD_GUEST_PAGE_FAULT, Event.STORE_GUEST_PAGE_FAULT -> access(hypervisor, utcb, vcpu, event);
            case Event.STARTUP, Event.RECALL -> start(utcb, vcpu);
            case Event.VIRTUAL_INSTRUCTION -> IllegalInstruction.raise(utcb);
            case Event.INSTRUCTION_GUEST_PAGE_FAULT ->
                stop(hypervisor, utcb, vcpu, event, MmioExit.why(utcb, event, guest.memory()));
            default -> stop(hypervisor, utcb, vcpu, event, "this monitor does not emulate it");
        }
        if (!guest.ended()) {
            guest.updateInterrupts(hypervisor);
            guest.updateAlarm(hypervisor);
        }
        guest.console().flush(hypervisor);
    }

    /** The console driver has input, or room for output again; or the board's alarm is due, or another. */
    void input(Hypervisor hypervisor) {
        enter(hypervisor, hypervisor.utcb());
        if (!guest.ended()) {
            guest.console().listen();
            guest.updateInterrupts(hypervisor);
            guest.setTimer(hypervisor.utcb());
            guest.console().flush(hypervisor);
        }
    }

    private void enter(Hypervisor hypervisor, Utcb utcb) {
        guest.memory().attach(hypervisor);
        guest.board().timeOfDay(utcb.word(Utcb.TIME_OF_DAY));
    }

    private void access(Hypervisor hypervisor, Utcb utcb, Vcpu vcpu, int event) {
        if (!MmioExit.handle(utcb, event, guest.board())) {
            stop(hypervisor, utcb, vcpu, event, MmioExit.why(utcb, event, guest.memory()));
            return;
        }
        Optional<Finisher.Outcome> outcome = guest.board().takeOutcome();
        if (outcome.isPresent()) {
            finish(hypervisor, vcpu, outcome.get());
        }
    }

    private void finish(Hypervisor hypervisor, Vcpu vcpu, Finisher.Outcome outcome) {
        switch (outcome) {
            case Finisher.Outcome.Pass() -> guest.end(hypervisor, vcpu, RootPortal.POWER_OFF, "");
            case Finisher.Outcome.Reset() -> guest.end(hypervisor, vcpu, RootPortal.REBOOT, "");
            case Finisher.Outcome.Fail(int code) ->
                guest.end(
                        hypervisor,
                        vcpu,
                        RootPortal.FAILED,
                        "the guest reported failure " + code + " when it powered off");
        }
    }

    /** A vCPU was started, or recalled: to start, to stop, to sleep, or for nothing. */
    private static void start(Utcb utcb, Vcpu vcpu) {
        switch (vcpu.state()) {
            case Vcpu.START_PENDING -> vcpu.reset(utcb, Guest.GUEST_SPACE);
            case Vcpu.STOPPED -> Guest.stop(utcb);
            case Vcpu.SUSPEND_PENDING -> vcpu.sleep(utcb);
            default -> utcb.groups(0);
        }
    }

    private void stop(Hypervisor hypervisor, Utcb utcb, Vcpu vcpu, int event, String why) {
        guest.end(hypervisor, vcpu, RootPortal.STOPPED, ExitReport.text(utcb, vcpu.hart(), event, why, guest.memory()));
    }
}
