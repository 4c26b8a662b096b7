// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.util.List;

/**
 * Something of everything that a revocation takes away, on the bench of {@link HypercallTest}: calls that make it, and the one that takes it. When also what is left of it has been
 * put away, all is as before.
 */
record Destruction(String what, List<Step> making, Step taking) {
    /** Where it is made: in a block of so many selectors that can be revoked at once. */
    private static final long TO = 1008;

    private static final int ORDER = 4;
    private static final Step PUTTING_AWAY = new Step(Operation.REVOKE, Selectors.OBJECT_SPACE, TO, ORDER, 1);
    private static final long PD = HypercallTest.PD;
    private static final long HOST = PD + 2;

    static List<Destruction> all() {
        return List.of(
                original(
                        "a PD with something of everything",
                        new Step(Operation.CREATE_PD, TO, Selectors.PD, 1, 9, 40),
                        new Step(Operation.CREATE_HOST_EC, TO + 3, TO, 0, 0),
                        new Step(Operation.CREATE_VCPU, TO + 4, TO, 1, 64),
                        new Step(Operation.CREATE_SC, TO + 5, TO, TO + 3, 1, 100, 1000),
                        new Step(Operation.CREATE_PORTAL, TO + 6, TO, TO + 3, 7, 0),
                        new Step(Operation.CREATE_NOTIFICATION, TO + 7, TO, TO + 3),
                        new Step(Operation.CREATE_GUEST_SPACE, TO + 8, TO),
                        new Step(Operation.DELEGATE, Selectors.OBJECT_SPACE, TO + 6, TO + 1, 600, 0, -1),
                        new Step(Operation.DELEGATE, HOST, 4096, TO + 2, 0, 2, 7),
                        new Step(Operation.DELEGATE, TO + 2, 0, TO + 8, 0, 2, 7)),
                original(
                        "a host execution context that serves and runs",
                        new Step(Operation.CREATE_HOST_EC, TO, PD, 0, 0),
                        new Step(Operation.CREATE_PORTAL, TO + 1, PD, TO, 7, 0),
                        new Step(Operation.CREATE_NOTIFICATION, TO + 2, PD, TO),
                        new Step(Operation.CREATE_SC, TO + 3, PD, TO, 1, 100, 0)),
                original(
                        "a vCPU that runs",
                        new Step(Operation.CREATE_VCPU, TO, PD, 1, 64),
                        new Step(Operation.CREATE_SC, TO + 1, PD, TO, 1, 100, 1000),
                        new Step(Operation.RECALL, TO)),
                original(
                        "a guest space",
                        new Step(Operation.CREATE_GUEST_SPACE, TO, PD),
                        new Step(Operation.DELEGATE, HOST, 4096, TO, 0, 4, 7),
                        new Step(Operation.DELEGATE, TO, 0, TO, 1 << 20, 2, 7)),
                original(
                        "a DMA space that a device is assigned to",
                        new Step(Operation.CREATE_DMA_SPACE, TO, PD),
                        new Step(Operation.DELEGATE, HOST, 4096, TO, 0, 4, 3),
                        new Step(Operation.ASSIGN_DEVICE, Selectors.DEVICES, TO)),
                original(
                        "a scheduling context",
                        new Step(Operation.CREATE_SC, TO, PD, HypercallTest.OTHER_EC, 1, 100, 1000)),
                original("a portal", new Step(Operation.CREATE_PORTAL, TO, PD, HypercallTest.EC, 7, 0)),
                original(
                        "a notification that is signalled",
                        new Step(Operation.CREATE_NOTIFICATION, TO, PD, HypercallTest.OTHER_EC),
                        new Step(Operation.SIGNAL, TO, 1)),
                new Destruction(
                        "what is derived from rights to memory",
                        List.of(
                                new Step(Operation.CREATE_GUEST_SPACE, TO, PD),
                                new Step(Operation.DELEGATE, HOST, 4096, TO, 0, 4, 7),
                                new Step(Operation.DELEGATE, TO, 0, Selectors.HOST_SPACE, 1 << 24, 2, 7)),
                        new Step(Operation.REVOKE, HOST, 4096, 4, 0)),
                new Destruction(
                        "what is derived from rights to objects",
                        List.of(
                                new Step(Operation.CREATE_PORTAL, TO, PD, HypercallTest.EC, 7, 0),
                                new Step(Operation.DELEGATE, Selectors.OBJECT_SPACE, TO, PD + 1, 600, 0, -1),
                                new Step(
                                        Operation.DELEGATE,
                                        Selectors.OBJECT_SPACE,
                                        TO,
                                        Selectors.OBJECT_SPACE,
                                        TO + 1,
                                        0,
                                        -1)),
                        new Step(Operation.REVOKE, Selectors.OBJECT_SPACE, TO, 0, 0)));
    }

    /** The destruction of the object that the first of the calls makes, by its original. */
    private static Destruction original(String what, Step... making) {
        return new Destruction(what, List.of(making), new Step(Operation.REVOKE, Selectors.OBJECT_SPACE, TO, 0, 1));
    }

    /** Makes it, as far as that is possible; returns whether all of it is there. */
    boolean make(Bench bench) {
        boolean whole = true;
        for (Step step : making) {
            whole &= step.make(bench) == Status.OK;
        }
        return whole;
    }

    /** Puts away what there is or is left of it. */
    static void putAway(Bench bench) {
        PUTTING_AWAY.make(bench);
    }

    @Override
    public String toString() {
        return what;
    }
}
