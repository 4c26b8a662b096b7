// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes the state of all objects that can be reached from the root task, numbered in the order in which they are found: by their selectors. So equal systems write
 * equal words. No pCPU may be running.
 */
final class Inventory {
    private final StateSections out;
    private final List<KernelObject> found = new ArrayList<>();
    private final IdentityHashMap<KernelObject, Integer> numbers = new IdentityHashMap<>();

    private Inventory(StateSections out) {
        this.out = out;
    }

    static void write(ProtectionDomain root, StateSections out) {
        Inventory inventory = new Inventory(out);
        inventory.number(root);
        for (int i = 0; i < inventory.found.size(); i++) {
            inventory.write(i, inventory.found.get(i));
        }
    }

    private void write(int number, KernelObject object) {
        String name = object.getClass().getSimpleName() + " " + number;
        LongConsumer words = out.section(StateSections.Kind.OBJECT, name);
        object.save(words);
        switch (object) {
            case CapabilitySpace space -> capabilities(space, words);
            case Vcpu vcpu -> vcpu.state().save(out.section(StateSections.Kind.HART, name));
            case ProtectionDomain pd -> {
                words.accept(number(pd.objects()));
                words.accept(number(pd.memory()));
                if (pd.isStarted()) {
                    pd.program().save(out.section(StateSections.Kind.PROGRAM, name)::accept);
                }
            }
            case Portal portal -> words.accept(number(portal.ec()));
            case Notification notification -> words.accept(number(notification.ec()));
            case SchedulingContext sc -> words.accept(number(sc.ec()));
            case Interrupt interrupt -> words.accept(number(interrupt.target()));
            default -> {}
        }
    }

    private void capabilities(CapabilitySpace space, LongConsumer words) {
        for (Capability held = next(space, 0); held.live(); held = next(space, held.selector() + held.size())) {
            words.accept(held.selector());
            words.accept((long) held.order() << Integer.SIZE | held.permissions());
            words.accept(space.memory() ? held.frame() : number(held.object()));
        }
    }

    private static Capability next(CapabilitySpace space, long selector) {
        return space.first(selector, CapabilitySpace.MAX_SELECTORS);
    }

    private long number(KernelObject object) {
        int next = found.size();
        Integer known = numbers.putIfAbsent(object, next);
        if (known != null) {
            return known;
        }
        found.add(object);
        return next;
    }
}
