// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.capabilities.spaces.KernelObject;
import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Selectors;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the root task: the PD that holds, at power-on, every right there is, but for the microhypervisor's own memory. All other rights in the system derive from
 * its.
 */
final class RootTask {
    private static final int PAGE = KernelMemory.PAGE;
    private static final long BUDGET = 10_000;

    private final Kernel kernel;
    private final BootImage image;
    private final ProtectionDomain pd;

    /** The numbers by which devices master the bus. */
    private final List<Integer> masters;

    RootTask(Kernel kernel, BootImage image) {
        this.kernel = kernel;
        this.image = image;
        this.pd = new ProtectionDomain(
                kernel, image.programs().getFirst(), new Quota(kernel.memory().frames(), Long.MAX_VALUE));
        this.masters = image.devices().stream()
                .map(BootImage.Device::master)
                .filter(master -> master != 0)
                .toList();
    }

    void create() {
        long ramStart = kernel.ram().base();
        long ramEnd = ramStart + kernel.ram().size();
        long table = ramEnd - KernelMemory.size(kernel.ram().size()) - PAGE;
        putMemory(ramStart, table);
        for (BootImage.Device device : image.devices()) {
            putMemory(device.window().address(), end(device.window()));
            if (device.interrupt() != 0) {
                putObject(
                        Selectors.INTERRUPTS + device.interrupt(),
                        kernel.interrupt(device.interrupt()),
                        ObjectType.INTERRUPT);
            }
        }
        for (int i = 0; i < masters.size(); i++) {
            putObject(Selectors.DEVICES + i, kernel.device(masters.get(i)), ObjectType.DEVICE);
        }
        put(pd.memory(), BootInfo.ADDRESS / PAGE, Capability.toMemory(table / PAGE, 0, Permission.MEMORY_ALL));
        writeBootInfo(new BootInfo(RamView.of(kernel.ram(), table, PAGE, Arena.global())), ramStart, table);
        start();
    }

    private void start() {
        HostEc ec = new HostEc(kernel, pd, kernel.pcpu(0), kernel.memory().allocate(pd.quota()), Capability.NULL);
        Notification notification = new Notification(ec);
        ec.bind(notification);
        putObject(Selectors.PD, pd, ObjectType.PROTECTION_DOMAIN);
        putObject(Selectors.OBJECT_SPACE, pd.objects(), ObjectType.OBJECT_SPACE);
        putObject(Selectors.HOST_SPACE, pd.memory(), ObjectType.HOST_SPACE);
        putObject(Selectors.MAIN_EC, ec, ObjectType.EXECUTION_CONTEXT);
        putObject(Selectors.MAIN_NOTIFICATION, notification, ObjectType.NOTIFICATION);
        ec.start(new SchedulingContext(ec, Policy.of(Policy.MAX_PRIORITY, BUDGET, 0, Policy.ANYWHERE)));
        kernel.root(pd);
    }

    private void writeBootInfo(BootInfo info, long ramStart, long ramEnd) {
        info.clear();
        add(info, BootInfo.PCPUS, kernel.pcpus().size(), 0);
        add(info, BootInfo.PLAN, image.plan().address(), image.plan().size());
        for (BootImage.Region module : image.modules()) {
            add(info, BootInfo.MODULE, module.address(), module.size());
        }
        for (BootImage.Device device : image.devices()) {
            add(
                    info,
                    BootInfo.DEVICE,
                    device.window().address(),
                    device.window().size());
        }
        for (BootImage.Device device : image.devices()) {
            if (device.interrupt() != 0) {
                add(info, BootInfo.INTERRUPT, device.interrupt(), Selectors.INTERRUPTS + device.interrupt());
            }
        }
        for (int i = 0; i < masters.size(); i++) {
            add(info, BootInfo.BUS_MASTER, masters.get(i), Selectors.DEVICES + i);
        }
        // What lies between the modules is free.
        List<BootImage.Region> used = new ArrayList<>(image.modules());
        used.add(image.plan());
        used.sort(Comparator.comparingLong(BootImage.Region::address));
        long free = ramStart;
        for (BootImage.Region region : used) {
            if (region.address() > free) {
                add(info, BootInfo.FREE_MEMORY, free, region.address() - free);
            }
            free = Math.max(free, end(region));
        }
        if (ramEnd > free) {
            add(info, BootInfo.FREE_MEMORY, free, ramEnd - free);
        }
    }

    private static void add(BootInfo info, long key, long a, long b) {
        if (!info.add(key, a, b)) {
            throw new IllegalArgumentException("more boot modules than the boot information can list");
        }
    }

    /** The end of the last page of {@code region}, which lies in the physical address space. */
    private static long end(BootImage.Region region) {
        long end = (region.address() + region.size() + PAGE - 1) & -PAGE;
        if (region.address() % PAGE != 0 || region.address() < 0 || region.size() < 0 || end < region.address()) {
            throw new IllegalArgumentException("no range of pages: " + region);
        }
        return end;
    }

    /** Gives it {@code [start, end)}, identity-mapped, in the largest blocks. */
    private void putMemory(long start, long end) {
        for (long page = start / PAGE; page < end / PAGE; ) {
            int order = Math.min(Long.numberOfTrailingZeros(page), CapabilitySpace.MAX_CAPABILITY_ORDER);
            while (page + (1L << order) > end / PAGE) {
                order--;
            }
            put(pd.memory(), page, Capability.toMemory(page, order, Permission.MEMORY_ALL));
            page += 1L << order;
        }
    }

    private void putObject(long selector, KernelObject object, ObjectType type) {
        put(pd.objects(), selector, Capability.toObject(object, Permission.all(type)));
    }

    private static void put(CapabilitySpace space, long selector, Capability capability) {
        if (!space.isBlock(selector, capability.order()) || !space.isFree(selector, capability.order())) {
            throw new IllegalArgumentException("two devices or memories overlap at page or selector " + selector);
        }
        space.reserve(selector, capability.order());
        space.put(capability, selector);
    }
}
