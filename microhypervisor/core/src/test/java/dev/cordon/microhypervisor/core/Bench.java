// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A microhypervisor whose pCPUs do not run: the test makes the hypercalls itself, in the name of any execution context. */
final class Bench implements AutoCloseable {
    final TestSystem system;
    final Kernel kernel;
    final ProtectionDomain root;

    /** The root task's. */
    final HostEc ec;

    Bench(int pcpus) {
        system = new TestSystem(pcpus, List.of(TestProgram::new, TestProgram::new));
        kernel = system.kernel;
        root = Objects.requireNonNull(kernel.root());
        ec = (HostEc) root.objects().lookup(Selectors.MAIN_EC).object();
    }

    /** A hypercall of the root task; arguments that are left out are 0. */
    int call(Operation operation, long... arguments) {
        return call(ec, operation, arguments);
    }

    int call(HostEc caller, Operation operation, long... arguments) {
        long[] a = new long[6];
        System.arraycopy(arguments, 0, a, 0, arguments.length);
        return kernel.hypercall(caller, operation.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
    }

    void ok(Operation operation, long... arguments) {
        int status;
        do {
            status = call(operation, arguments);
        } while (status == Status.AGAIN);
        assertThat(Status.name(status)).as(operation.name()).isEqualTo("OK");
    }

    /** Puts a capability with any permissions, derived from nothing, at a selector of the root task's. */
    Capability put(long selector, Capability capability) {
        assertThat(root.objects().reserve(selector, 0)).isTrue();
        root.objects().put(capability, selector);
        return capability;
    }

    Capability lookup(long selector) {
        return root.objects().lookup(selector);
    }

    /** What a PD is charged for, and what frames are held in all. */
    List<Long> usage(ProtectionDomain pd) {
        return List.of(pd.quota().usedFrames(), pd.quota().usedObjects(), (long)
                kernel.memory().held());
    }

    /** The state of all objects, as the microhypervisor writes it, and the time that each pCPU has not promised to anybody. */
    Map<String, List<Long>> words() {
        Map<String, List<Long>> sections = new LinkedHashMap<>();
        system.microhypervisor.save(
                (kind, name) -> sections.computeIfAbsent(kind + " " + name, _ -> new ArrayList<>())::add);
        sections.put("time", kernel.pcpus().stream().map(Bench::time).toList());
        return sections;
    }

    /** The largest share of its time that a pCPU can promise still. */
    static long time(Pcpu pcpu) {
        long share = 0;
        for (long bit = Long.highestOneBit(Policy.WHOLE); bit != 0; bit >>= 1) {
            share += pcpu.admits(share + bit) ? bit : 0;
        }
        return share;
    }

    /** The words in the message area of an execution context. */
    static List<Long> message(HostEc ec) {
        return Arrays.stream(ec.utcb().area().toArray(ValueLayout.JAVA_LONG))
                .boxed()
                .toList();
    }

    /** All capabilities of a space, as text. */
    static List<String> list(CapabilitySpace space) {
        List<String> all = new ArrayList<>();
        for (Capability at = space.first(0, CapabilitySpace.MAX_SELECTORS);
                at.live();
                at = space.first(at.selector() + at.size(), CapabilitySpace.MAX_SELECTORS)) {
            all.add(at.selector() + " " + at.order() + " " + at.permissions() + " " + at.frame() + " "
                    + System.identityHashCode(at.object()));
        }
        return all;
    }

    @Override
    public void close() {
        system.close();
    }
}
