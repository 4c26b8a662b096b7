// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.PlantedBug.leavesOut;
import static dev.cordon.microhypervisor.core.PlantedBug.reads;
import static dev.cordon.microhypervisor.core.PlantedBug.returns;
import static dev.cordon.microhypervisor.core.PlantedBug.takes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these bugs, in what matters only when several pCPUs run at once, is found by a {@link Race}. */
@Tag("long")
class PlantedRacesTest {
    /** How many races may go well before a bug is found. */
    private static final int RACES = 5;

    private static final int ROUNDS = 300;

    /** Short: a bug may make something wait for ever, and if a busy host is taken for one, no bug is missed by that. */
    private static final int PATIENCE = 2;

    static Stream<Arguments> bugs() {
        return Stream.of(
                // KernelLock.java
                race("LockRace", leavesOut("I6", "KernelLock", "lock", "await")),
                // Revoke.java, Capability.java: revocations that take many calls
                race("RevokeRace", takes("I2", "Revoke", "commit", "step", 1)),
                race("RevokeRace", reads("I2", "Capability", "shed", "firstChild", 0)),
                // Shootdown.java
                race("GuestRace", reads("I2", "Shootdown", "await", "inGuest", 0)),
                race("GuestRace", leavesOut("I2", "Shootdown", "request", "incrementAndGet")),
                race("GuestRace", leavesOut("I2", "Shootdown", "request", "accumulateAndGet")),
                race("GuestRace", leavesOut("I2", "Shootdown", "enterGuest", "flushGuest")),
                race("GuestRace", returns("I2", "Shootdown", "enterGuest", 1)),
                race("AccessRace", reads("I2", "Shootdown", "awaitBus", "onBus", 0)),
                // Reclaim.java, and who tells it
                race("GuestRace", leavesOut("I2", "Reclaim", "stopGuests", "await")),
                race("GuestRace", leavesOut("I2", "Reclaim", "stopGuests", "request")),
                race("GuestRace", leavesOut("I2", "Reclaim", "complete", "stopGuests")),
                race("AccessRace", leavesOut("I2", "Reclaim", "complete", "awaitBus")),
                race("AccessRace", leavesOut("I2", "HostSpace", "removed", "awaitAccesses")),
                race("AccessRace", leavesOut("I2", "HostEc", "begin", "enterBus")),
                race("GuestRace", leavesOut("I2", "ObjectSpace", "removed", "touch")),
                race("GuestRace", leavesOut("I2", "SecondStageSpace", "removed", "touch")),
                race("GuestRace", leavesOut("I2", "ExecutionContext", "destroyed", "stop")),
                race("GuestRace", leavesOut("I2", "ExecutionContext", "stop", "stop")),
                // Vcpu.java
                race("GuestRace", leavesOut("I2", "Vcpu", "assign", "assign")),
                race("GuestRace", takes("I2", "Vcpu", "runGuest", "live", 1)),
                race("EventRace", leavesOut("I6", "Vcpu", "recall", "post")),
                race("EventRace", leavesOut("I6", "Vcpu", "inject", "post")),
                race("EventRace", leavesOut("I6", "Vcpu", "isInterrupted", "takeInjected")),
                race("EventRace", leavesOut("I6", "Vcpu", "takeInjected", "getAndSet")),
                // ExecutionContext.java, Pcpu.java, Notification.java: what is posted arrives
                race("EventRace", leavesOut("I6", "ExecutionContext", "received", "set")),
                race("EventRace", leavesOut("I6", "Pcpu", "attend", "consider")),
                race("EventRace", leavesOut("I6", "Notification", "signal", "post")),
                // HostEc.java, Kernel.java: calls in flight
                race("CallRace", takes("I2", "Kernel", "hypercall", "hasEnded", 0)),
                race("CallRace", takes("I2", "HostEc", "availability", "hasEnded", 0)),
                race("CallRace", takes("I6", "Kernel", "reply", "hasEnded", 0)),
                race("CallRace", leavesOut("I2", "ExecutionContext", "destroyed", "end")));
    }

    private static Arguments race(String race, PlantedBug bug) {
        return Arguments.of(race, bug);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(String race, PlantedBug bug) throws ReflectiveOperationException {
        Method run = run(Optional.of(bug));
        int races = 0;
        while (races < RACES && holds(run, race, races)) {
            races++;
        }
        assertThat(races).as("races without a finding").isLessThan(RACES);
    }

    @Test
    void withoutABugNothingIsFound() throws ReflectiveOperationException {
        Method run = run(Optional.empty());
        assertThat(holds(run, "EventRace", 1)).isTrue();
    }

    private static Method run(Optional<PlantedBug> bug) throws ReflectiveOperationException {
        return Planter.method(bug, Race.class, "run", String.class, long.class, int.class, int.class);
    }

    private static boolean holds(Method run, String race, long seed) throws ReflectiveOperationException {
        return Planter.passes(run, race, seed, ROUNDS, PATIENCE);
    }
}
