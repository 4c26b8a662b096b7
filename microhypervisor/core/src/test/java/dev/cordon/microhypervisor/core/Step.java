// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Status;

/** A hypercall of the root task on a {@link Bench}, and its repetitions until it is done. Takes hardly any stack beside what the hypercall does. */
final class Step {
    private final Operation operation;
    private final long[] arguments = new long[6];

    Step(Operation operation, long... arguments) {
        this.operation = operation;
        System.arraycopy(arguments, 0, this.arguments, 0, arguments.length);
    }

    int make(Bench bench) {
        long[] a = arguments;
        int status;
        do {
            status = bench.kernel.hypercall(bench.ec, operation.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
        } while (status == Status.AGAIN);
        return status;
    }
}
