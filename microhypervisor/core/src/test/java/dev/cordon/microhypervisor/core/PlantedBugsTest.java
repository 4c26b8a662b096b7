// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.PlantedBug.doesWhatItRefuses;
import static dev.cordon.microhypervisor.core.PlantedBug.ignoresOperand;
import static dev.cordon.microhypervisor.core.PlantedBug.leavesOut;
import static dev.cordon.microhypervisor.core.PlantedBug.reads;
import static dev.cordon.microhypervisor.core.PlantedBug.returns;
import static dev.cordon.microhypervisor.core.PlantedBug.storesNothing;
import static dev.cordon.microhypervisor.core.PlantedBug.takes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Opcode;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these bugs is found by the runs of {@link InterfaceRun}, and without one of them nothing is. By file, and by the invariant that each breaks. */
class PlantedBugsTest {
    /** How many runs may pass before a bug is found; {@link InterfaceProperties} makes 5,000. */
    private static final int RUNS = 1500;

    private static final int STEPS = 70;

    /** How many bugs are planted for each invariant at least. */
    private static final int ENOUGH = 5;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                // Capability.java
                ignoresOperand("I1", "Capability", "narrowed", Opcode.IAND),
                ignoresOperand("I1", "Capability", "narrowed", Opcode.LSUB),
                returns("I1", "Capability", "permits", 1),
                leavesOut("I2", "Capability", "remove", "leaveSpace"),
                reads("I2", "Capability", "remove", "firstChild", 0),
                reads("I2", "Capability", "content", "payer", 0),
                leavesOut("I2", "Capability", "deriveFrom", "mark"),
                leavesOut("I5", "Capability", "remove", "release"),
                leavesOut("I5", "Capability", "remove", "destroyed"),
                // CapabilitySpace.java
                leavesOut("I5", "CapabilitySpace", "take", "release"),
                leavesOut("I5", "CapabilitySpace", "prune", "release"),
                leavesOut("I5", "CapabilitySpace", "take", "prune"),
                returns("I6", "CapabilitySpace", "isBlock", 1),
                // Delegation.java, Revocation.java, Quota.java
                takes("I6", "Delegation", "prepare", "isFree", 1),
                leavesOut("I5", "Delegation", "undo", "unreserve"),
                returns("I6", "Revocation", "isPossible", 1),
                leavesOut("I5", "Quota", "close", "release"),
                reads("I4", "Quota", "release", "closed", 1),
                // Transfer.java, Call.java: capabilities in messages
                takes("I1", "Transfer", "prepare", "permits", 1),
                takes("I6", "Delegation", "prepare", "isTarget", 0),
                returns("I6", "Transfer", "isOrder", 1),
                leavesOut("I6", "Transfer", "prepareItems", "prepare"),
                ignoresOperand("I6", "Transfer", "prepareItems", Opcode.LADD),
                ignoresOperand("I6", "Transfer", "prepareItems", Opcode.LSUB),
                leavesOut("I6", "Transfer", "commit", "commit"),
                leavesOut("I5", "Call", "undo", "undo"),
                leavesOut("I5", "Kernel", "transferReply", "undo"),
                leavesOut("I3", "Kernel", "transferReply", "prepareItems"),
                leavesOut("I6", "HostEc", "copyMessage", "word"),
                // AssignDevice.java, Device.java: what devices reach
                leavesOut("I1", "AssignDevice", "decode", "check"),
                takes("I2", "Device", "review", "live", 1),
                leavesOut("I2", "Reclaim", "complete", "review"),
                leavesOut("I2", "ObjectSpace", "removed", "reviewDevices"),
                leavesOut("I3", "AssignDevice", "commit", "assign"),
                // Hypercall.java, Creation.java and its heirs, BindInterrupt.java
                takes("I1", "Hypercall", "check", "permits", 1),
                takes("I6", "Hypercall", "check", "isInstance", 1),
                takes("I1", "Creation", "prepare", "all", -1),
                takes("I1", "Creation", "prepare", "permissions", -1),
                returns("I4", "CreateSc", "ownership", 1),
                takes("I6", "Creation", "decodeOwner", "isFree", 1),
                leavesOut("I5", "Creation", "undo", "release"),
                leavesOut("I5", "Creation", "undo", "unreserve"),
                leavesOut("I6", "CreateSc", "decode", "check"),
                takes("I4", "CreateNotification", "decode", "isBound", 0),
                leavesOut("I4", "BindInterrupt", "decode", "check"),
                // ControlSc.java, Inject.java, Recall.java, Signal.java
                doesWhatItRefuses("I6", "ControlSc", "SchedulingContext"),
                doesWhatItRefuses("I6", "Inject", "Vcpu"),
                doesWhatItRefuses("I6", "Recall", "Vcpu"),
                doesWhatItRefuses("I6", "Signal", "Notification"),
                leavesOut("I6", "ControlSc", "commit", "change"),
                leavesOut("I6", "ControlSc", "commit", "admit"),
                leavesOut("I6", "Inject", "commit", "inject"),
                ignoresOperand("I6", "Vcpu", "inject", Opcode.LOR),
                leavesOut("I6", "Recall", "commit", "recall"),
                // Acknowledge.java, SchedulingContext.java
                leavesOut("I6", "Acknowledge", "commit", "acknowledge"),
                leavesOut("I5", "SchedulingContext", "destroyed", "admit"),
                // Kernel.java, KernelMemory.java, StageIds.java
                leavesOut("I6", "Kernel", "hypercall", "undo"),
                leavesOut("I2", "Kernel", "hypercall", "complete"),
                takes("I5", "KernelMemory", "take", "charge", 1),
                leavesOut("I4", "KernelMemory", "take", "mark"),
                leavesOut("I4", "KernelMemory", "take", "writeLong"),
                storesNothing("I4", "StageIds", "take"),
                // SecondStageSpace.java
                leavesOut("I3", "SecondStageSpace", "added", "writeLong"),
                leavesOut("I3", "SecondStageSpace", "removed", "writeLong"),
                returns("I3", "SecondStageSpace", "leaves", 1),
                takes("I3", "SecondStageSpace", "prune", "isEmpty", 1),
                leavesOut("I3", "SecondStageSpace", "removed", "prune"),
                reads("I3", "SecondStageSpace", "hgatp", "id", 0),
                leavesOut("I2", "SecondStageSpace", "removed", "touch"),
                leavesOut("I5", "SecondStageSpace", "destroyed", "release"),
                // HostSpace.java, HostEc.java, Notification.java, Interrupt.java, Reclaim.java
                leavesOut("I2", "HostSpace", "retire", "close"),
                leavesOut("I5", "HostEc", "destroyed", "release"),
                leavesOut("I4", "HostEc", "calls", "copyMessage"),
                leavesOut("I2", "Notification", "destroyed", "bind"),
                takes("I4", "Interrupt", "isBound", "live", 1),
                leavesOut("I2", "Reclaim", "stopGuests", "request"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws ReflectiveOperationException {
        assertIsFound(run(Optional.of(bug)));
    }

    static Stream<PlantedBug> bugsOfRights() {
        return bugs().filter(bug -> Set.of("I1", "I2", "I3").contains(bug.invariant()));
    }

    /** Without ever walking through everything. */
    @ParameterizedTest
    @MethodSource("bugsOfRights")
    void isFoundAfterItsStep(PlantedBug bug) throws ReflectiveOperationException {
        assertIsFound(Planter.method(Optional.of(bug), InterfaceRun.class, "runStepwise", long.class, int.class));
    }

    private static void assertIsFound(Method run) throws ReflectiveOperationException {
        int runs = 0;
        while (runs < RUNS && Planter.passes(run, runs, STEPS)) {
            runs++;
        }
        assertThat(runs).as("runs without a finding").isLessThan(RUNS);
    }

    @Test
    void eachInvariantHasBugsEnough() {
        Map<String, Long> bugs = bugs().collect(Collectors.groupingBy(PlantedBug::invariant, Collectors.counting()));
        assertThat(bugs).containsOnlyKeys("I1", "I2", "I3", "I4", "I5", "I6");
        assertThat(bugs.values()).allMatch(count -> count >= ENOUGH);
    }

    /** Bugs that show in what a refused call leaves, and the operations of theirs in the table of {@link HypercallTest}. */
    static Stream<Arguments> bugsOfOperations() {
        return Stream.of(
                Arguments.of("ACKNOWLEDGE", doesWhatItRefuses("I6", "Acknowledge", "Interrupt")),
                Arguments.of("CONTROL_SC", doesWhatItRefuses("I6", "ControlSc", "SchedulingContext")),
                Arguments.of("INJECT", doesWhatItRefuses("I6", "Inject", "Vcpu")),
                Arguments.of("RECALL", doesWhatItRefuses("I6", "Recall", "Vcpu")),
                Arguments.of("SIGNAL", doesWhatItRefuses("I6", "Signal", "Notification")));
    }

    @ParameterizedTest
    @MethodSource("bugsOfOperations")
    void isFoundByTheTableOfOperations(String operation, PlantedBug bug) throws ReflectiveOperationException {
        assertThat(Planter.passes(table(Optional.empty()), operation)).isTrue();
        assertThat(Planter.passes(table(Optional.of(bug)), operation)).isFalse();
    }

    private static Method table(Optional<PlantedBug> bug) throws ReflectiveOperationException {
        return Planter.method(bug, HypercallTest.class, "check", String.class);
    }

    @Test
    void withoutABugNothingIsFound() throws ReflectiveOperationException {
        Method run = run(Optional.empty());
        for (int seed = 0; seed < 20; seed++) {
            assertThat(Planter.passes(run, seed, STEPS)).isTrue();
        }
    }

    private static Method run(Optional<PlantedBug> bug) throws ReflectiveOperationException {
        return Planter.method(bug, InterfaceRun.class, "run", long.class, int.class);
    }
}
