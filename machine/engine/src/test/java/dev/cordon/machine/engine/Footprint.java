// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * What of this JVM is in use once nothing is left to collect.
 *
 * @param heap bytes of objects
 * @param metaspace bytes of classes
 * @param classes how many classes there are
 */
record Footprint(long heap, long metaspace, long classes) {
    /** More than the JVM's own business, less than what a leak of some thousand translations takes. */
    private static final long HEAP = 12 << 20;

    private static final long METASPACE = 4 << 20;
    private static final long CLASSES = 1000;
    private static final int COLLECTIONS = 3;

    /** Collects garbage, and looks. */
    static Footprint now() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long metaspace = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .findFirst()
                .orElseThrow()
                .getUsed();
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                metaspace,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }

    /** What has become more than before by so much that something leaks; empty if nothing has. */
    String growth(Footprint before) {
        return (heap - before.heap > HEAP ? "heap: %,d bytes to %,d ".formatted(before.heap, heap) : "")
                + (metaspace - before.metaspace > METASPACE
                        ? "metaspace: %,d bytes to %,d ".formatted(before.metaspace, metaspace)
                        : "")
                + (classes - before.classes > CLASSES ? "classes: %,d to %,d".formatted(before.classes, classes) : "");
    }
}
