// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.device.models.Finisher;
import dev.cordon.device.models.GoldfishRtc;
import dev.cordon.device.models.Uart16550;
import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.DeviceTreeNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes the virtual board to its guest.
 *
 * @param harts number of harts
 * @param memory bytes of RAM
 * @param commandLine the kernel's command line; none if empty
 * @param layout where the initial RAM disk lies
 */
record BoardTree(int harts, long memory, String commandLine, GuestLayout layout) {
    /**
     * The extensions of the machine's harts that a guest gets: without H, and with Svadu instead of Svade, since henvcfg.ADUE is set. The order is that of an
     * ISA string.
     */
    private static final List<String> EXTENSIONS = List.of(
            "i",
            "m",
            "a",
            "f",
            "d",
            "c",
            "zicbom",
            "zicboz",
            "zicntr",
            "zicsr",
            "zifencei",
            "zihintpause",
            "zba",
            "zbb",
            "zbs",
            "sstc",
            "svadu",
            "svinval");

    private static final int CACHE_BLOCK = 64;

    /** Number of the supervisor external interrupt at a hart. */
    private static final int SUPERVISOR_EXTERNAL = 9;

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
                    .string("model", "cordon,virt");
            root.node("chosen", chosen -> chosen(chosen, seed));
            root.node(
                    at("memory", AddressMap.RAM),
                    node -> node.string("device_type", "memory").u64s("reg", AddressMap.RAM, memory));
            List<Integer> controllers = new ArrayList<>();
            root.node("cpus", node -> cpus(node, controllers));
            root.node("soc", node -> soc(root, node, controllers));
        });
    }

    private void chosen(DeviceTreeNode chosen, long... seed) {
        chosen.string("stdout-path", "/soc/" + at("serial", AddressMap.UART));
        if (!commandLine.isEmpty()) {
            chosen.string("bootargs", commandLine);
        }
        if (layout.initrdSize() != 0) {
            chosen.u64("linux,initrd-start", layout.initrd())
                    .u64("linux,initrd-end", layout.initrd() + layout.initrdSize());
        }
        if (seed.length != 0) {
            chosen.u64s("rng-seed", seed);
        }
    }

    private void cpus(DeviceTreeNode cpus, List<Integer> controllers) {
        cpus.u32("#address-cells", 1).u32("#size-cells", 0).u32("timebase-frequency", AddressMap.TIMEBASE);
        for (int hart = 0; hart < harts; hart++) {
            int id = hart;
            cpus.node(at("cpu", hart), cpu -> {
                cpu.string("device_type", "cpu")
                        .u32("reg", id)
                        .string("status", "okay")
                        .string("compatible", "riscv")
                        .string("riscv,isa", isaString())
                        .string("riscv,isa-base", "rv64i")
                        .strings("riscv,isa-extensions", EXTENSIONS.toArray(String[]::new))
                        .u32("riscv,cbom-block-size", CACHE_BLOCK)
                        .u32("riscv,cboz-block-size", CACHE_BLOCK)
                        .string("mmu-type", "riscv,sv39");
                cpu.node("interrupt-controller", controller -> {
                    controller
                            .u32("#interrupt-cells", 1)
                            .flag("interrupt-controller")
                            .string("compatible", "riscv,cpu-intc");
                    controllers.add(controller.phandle());
                });
            });
        }
    }

    /** Single letters follow each other, longer names are set off by underscores. */
    private static String isaString() {
        StringBuilder isa = new StringBuilder("rv64");
        for (String extension : EXTENSIONS) {
            isa.append(extension.length() == 1 ? "" : "_").append(extension);
        }
        return isa.toString();
    }

    private void soc(DeviceTreeNode root, DeviceTreeNode soc, List<Integer> controllers) {
        soc.u32("#address-cells", 2)
                .u32("#size-cells", 2)
                .string("compatible", "simple-bus")
                .flag("ranges");
        int plic = plic(soc, controllers);
        soc.node(
                at("serial", AddressMap.UART),
                uart -> uart.string("compatible", "ns16550a")
                        .u64s("reg", AddressMap.UART, Uart16550.SIZE)
                        .u32("clock-frequency", AddressMap.UART_CLOCK)
                        .u32("interrupt-parent", plic)
                        .u32("interrupts", AddressMap.UART_INTERRUPT));
        soc.node(
                at("rtc", AddressMap.RTC),
                rtc -> rtc.string("compatible", "google,goldfish-rtc")
                        .u64s("reg", AddressMap.RTC, GoldfishRtc.SIZE)
                        .u32("interrupt-parent", plic)
                        .u32("interrupts", AddressMap.RTC_INTERRUPT));
        soc.node(at("test", AddressMap.FINISHER), test -> {
            test.strings("compatible", "sifive,test1", "sifive,test0", "syscon")
                    .u64s("reg", AddressMap.FINISHER, Finisher.SIZE);
            int regmap = test.phandle();
            root.node("poweroff", node -> command(node, "syscon-poweroff", regmap, Finisher.PASS));
            root.node("reboot", node -> command(node, "syscon-reboot", regmap, Finisher.RESET));
        });
    }

    /** Adds the interrupt controller, with one context for each hart, and returns its phandle. */
    private static int plic(DeviceTreeNode soc, List<Integer> controllers) {
        int[] contexts = new int[2 * controllers.size()];
        for (int hart = 0; hart < controllers.size(); hart++) {
            contexts[2 * hart] = controllers.get(hart);
            contexts[2 * hart + 1] = SUPERVISOR_EXTERNAL;
        }
        String name = at("plic", AddressMap.PLIC);
        soc.node(
                name,
                plic -> plic.strings("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                        .u64s("reg", AddressMap.PLIC, AddressMap.PLIC_SIZE)
                        .u32("#interrupt-cells", 1)
                        .u32("#address-cells", 0)
                        .flag("interrupt-controller")
                        .cells("interrupts-extended", contexts)
                        .u32("riscv,ndev", AddressMap.INTERRUPT_SOURCES));
        return soc.child(name).orElseThrow().phandle();
    }

    private static void command(DeviceTreeNode node, String compatible, int regmap, int value) {
        node.string("compatible", compatible)
                .u32("regmap", regmap)
                .u32("offset", 0)
                .u32("value", value);
    }

    private static String at(String name, long address) {
        return name + "@" + Long.toHexString(address);
    }
}
