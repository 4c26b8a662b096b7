// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.GoldfishRtc;
import dev.cordon.device.models.Uart16550;
import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.DeviceTreeNode;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes the board to its software: the device tree of {@code qemu -M virt}, as far as the board has its devices.
 *
 * @param harts number of harts
 * @param isa what the harts claim
 * @param aia which interrupt controllers there are
 * @param memory bytes of RAM
 * @param bootArguments the kernel's command line; none if empty
 * @param initrd where the initial RAM file system lies
 */
record BoardTree(int harts, Isa isa, Aia aia, long memory, String bootArguments, Optional<Range> initrd) {

    private static final String UART_PATH = "/soc/serial@" + Long.toHexString(AddressMap.UART);

    // Local interrupts of a hart, as the privileged specification numbers them.
    private static final int MACHINE_SOFTWARE = 3;
    private static final int MACHINE_TIMER = 7;

    /**
     * Builds the tree.
     *
     * @param seed what the kernel's random numbers begin with; nothing if empty
     */
    DeviceTree build(long... seed) {
        return DeviceTree.of(root -> {
            root.u32("#address-cells", 2)
                    .u32("#size-cells", 2)
                    .string("compatible", "riscv-virtio")
                    .string("model", "riscv-virtio,cordon");
            root.node("chosen", chosen -> chosen(chosen, seed));
            root.node(
                    "memory@" + Long.toHexString(AddressMap.RAM),
                    node -> node.string("device_type", "memory").u64s("reg", AddressMap.RAM, memory));
            List<Integer> interruptControllers = new ArrayList<>();
            root.node("cpus", node -> cpus(node, interruptControllers));
            root.node("soc", node -> soc(root, node, interruptControllers));
        });
    }

    private void chosen(DeviceTreeNode chosen, long... seed) {
        chosen.string("stdout-path", UART_PATH);
        if (!bootArguments.isEmpty()) {
            chosen.string("bootargs", bootArguments);
        }
        initrd.ifPresent(
                range -> chosen.u64("linux,initrd-start", range.start()).u64("linux,initrd-end", range.end()));
        if (seed.length != 0) {
            chosen.u64s("rng-seed", seed);
        }
    }

    private void cpus(DeviceTreeNode cpus, List<Integer> interruptControllers) {
        cpus.u32("#address-cells", 1).u32("#size-cells", 0).u32("timebase-frequency", AddressMap.TIMEBASE);
        List<Integer> phandles = new ArrayList<>();
        for (int hart = 0; hart < harts; hart++) {
            int id = hart;
            cpus.node("cpu@" + Integer.toHexString(id), cpu -> {
                phandles.add(cpu.phandle());
                cpu(cpu, id, interruptControllers);
            });
        }
        cpus.node(
                "cpu-map",
                map -> map.node("cluster0", cluster -> {
                    for (int hart = 0; hart < harts; hart++) {
                        int phandle = phandles.get(hart);
                        cluster.node("core" + hart, core -> core.u32("cpu", phandle));
                    }
                }));
    }

    private void cpu(DeviceTreeNode cpu, int id, List<Integer> interruptControllers) {
        cpu.string("device_type", "cpu")
                .u32("reg", id)
                .string("status", "okay")
                .string("compatible", "riscv")
                .string("riscv,isa", isa.string())
                .string("riscv,isa-base", "rv64i")
                .strings("riscv,isa-extensions", isa.names().toArray(String[]::new))
                .string("mmu-type", "riscv,sv48");
        if (isa.has(Extension.ZICBOM)) {
            cpu.u32("riscv,cbom-block-size", 64);
        }
        if (isa.has(Extension.ZICBOZ)) {
            cpu.u32("riscv,cboz-block-size", 64);
        }
        cpu.node("interrupt-controller", controller -> {
            controller.u32("#interrupt-cells", 1).flag("interrupt-controller").string("compatible", "riscv,cpu-intc");
            interruptControllers.add(controller.phandle());
        });
    }

    private void soc(DeviceTreeNode root, DeviceTreeNode soc, List<Integer> interruptControllers) {
        soc.u32("#address-cells", 2)
                .u32("#size-cells", 2)
                .string("compatible", "simple-bus")
                .flag("ranges");
        device(
                soc,
                "clint",
                AddressMap.CLINT,
                Clint.SIZE,
                clint -> clint.strings("compatible", "sifive,clint0", "riscv,clint0")
                        .cells("interrupts-extended", perHart(interruptControllers, MACHINE_SOFTWARE, MACHINE_TIMER)));
        InterruptParent parent = new InterruptControllerNodes(soc, interruptControllers).build(aia);
        device(
                soc,
                "serial",
                AddressMap.UART,
                Uart16550.SIZE,
                uart -> interrupt(
                        uart.string("compatible", "ns16550a").u32("clock-frequency", AddressMap.UART_CLOCK),
                        parent,
                        AddressMap.UART_INTERRUPT));
        device(
                soc,
                "rtc",
                AddressMap.RTC,
                GoldfishRtc.SIZE,
                rtc -> interrupt(rtc.string("compatible", "google,goldfish-rtc"), parent, AddressMap.RTC_INTERRUPT));
        device(soc, "test", AddressMap.FINISHER, Finisher.SIZE, test -> {
            test.strings("compatible", "sifive,test1", "sifive,test0", "syscon");
            int regmap = test.phandle();
            root.node("poweroff", node -> command(node, "syscon-poweroff", regmap, Finisher.PASS));
            root.node("reboot", node -> command(node, "syscon-reboot", regmap, Finisher.RESET));
        });
    }

    static void device(
            DeviceTreeNode soc,
            String name,
            long base,
            long size,
            java.util.function.Consumer<DeviceTreeNode> content) {
        soc.node(name + "@" + Long.toHexString(base), node -> {
            node.u64s("reg", base, size);
            content.accept(node);
        });
    }

    private static void interrupt(DeviceTreeNode device, InterruptParent parent, int source) {
        device.u32("interrupt-parent", parent.phandle()).cells("interrupts", parent.specifier(source));
    }

    private static void command(DeviceTreeNode node, String compatible, int regmap, int value) {
        node.string("compatible", compatible)
                .u32("regmap", regmap)
                .u32("offset", 0)
                .u32("value", value);
    }

    /** Some local interrupts of every hart, as {@code interrupts-extended} has them. */
    static int[] perHart(List<Integer> interruptControllers, int... interrupts) {
        int[] cells = new int[2 * interrupts.length * interruptControllers.size()];
        int at = 0;
        for (int controller : interruptControllers) {
            for (int interrupt : interrupts) {
                cells[at++] = controller;
                cells[at++] = interrupt;
            }
        }
        return cells;
    }
}
