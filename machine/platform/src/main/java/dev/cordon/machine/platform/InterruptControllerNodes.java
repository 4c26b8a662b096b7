// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.formats.DeviceTreeNode;
import java.util.List;

/** Describes the external interrupt controllers in the device tree, as {@code qemu -M virt} does. */
final class InterruptControllerNodes {

    // Local interrupts of a hart, as the privileged specification numbers them.
    private static final int SUPERVISOR_EXTERNAL = 9;
    private static final int MACHINE_EXTERNAL = 11;

    private final DeviceTreeNode soc;
    private final List<Integer> harts;

    /**
     * Nodes below a node.
     *
     * @param harts phandles of the interrupt controllers of the harts
     */
    InterruptControllerNodes(DeviceTreeNode soc, List<Integer> harts) {
        this.soc = soc;
        this.harts = harts;
    }

    /** Writes the nodes; answers the controller that devices are wired to, as S-mode sees it. */
    InterruptParent build(Aia aia) {
        return switch (aia) {
            case Aia.None _ -> new InterruptParent(plic(), false);
            case Aia.Aplic _ -> aplic(node -> wired(node, MACHINE_EXTERNAL), node -> wired(node, SUPERVISOR_EXTERNAL));
            case Aia.AplicImsic imsic -> {
                int machine = imsics(AddressMap.IMSIC_MACHINE, 0, MACHINE_EXTERNAL);
                int bits = Aia.guestIndexBits(imsic.guests());
                int supervisor = imsics(AddressMap.IMSIC_SUPERVISOR, bits, SUPERVISOR_EXTERNAL);
                yield aplic(node -> node.u32("msi-parent", machine), node -> node.u32("msi-parent", supervisor));
            }
        };
    }

    /** How a controller reaches the harts. */
    @FunctionalInterface
    private interface Delivery {
        void describe(DeviceTreeNode controller);
    }

    private void wired(DeviceTreeNode controller, int interrupt) {
        controller.cells("interrupts-extended", BoardTree.perHart(harts, interrupt));
    }

    private int plic() {
        int[] phandle = new int[1];
        BoardTree.device(soc, "plic", AddressMap.PLIC, AddressMap.PLIC_SIZE, plic -> {
            plic.strings("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                    .u32("#interrupt-cells", 1)
                    .u32("#address-cells", 0)
                    .flag("interrupt-controller")
                    .cells("interrupts-extended", BoardTree.perHart(harts, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL))
                    .u32("riscv,ndev", AddressMap.PLIC_SOURCES);
            phandle[0] = plic.phandle();
        });
        return phandle[0];
    }

    private InterruptParent aplic(Delivery toMachine, Delivery toSupervisor) {
        int[] phandle = new int[1];
        domain(AddressMap.APLIC_SUPERVISOR, toSupervisor, domain -> phandle[0] = domain.phandle());
        int child = phandle[0];
        // Firmware older than the binding looks for riscv,delegate.
        domain(
                AddressMap.APLIC_MACHINE,
                toMachine,
                domain -> domain.u32("riscv,children", child)
                        .cells("riscv,delegation", child, 1, AddressMap.APLIC_SOURCES)
                        .cells("riscv,delegate", child, 1, AddressMap.APLIC_SOURCES));
        return new InterruptParent(child, true);
    }

    private void domain(long base, Delivery delivery, Delivery more) {
        controller(base, AddressMap.APLIC_SIZE, "aplic", 2, node -> {
            node.u32("#address-cells", 0).u32("riscv,num-sources", AddressMap.APLIC_SOURCES);
            delivery.describe(node);
            more.describe(node);
        });
    }

    private int imsics(long base, int guestIndexBits, int interrupt) {
        int[] phandle = new int[1];
        long size = (long) harts.size() << (guestIndexBits + ImsicPages.PAGE_SHIFT);
        controller(base, size, "imsics", 0, node -> {
            node.flag("msi-controller").u32("riscv,num-ids", Aia.IDENTITIES);
            wired(node, interrupt);
            if (guestIndexBits > 0) {
                node.u32("riscv,guest-index-bits", guestIndexBits);
            }
            phandle[0] = node.phandle();
        });
        return phandle[0];
    }

    private void controller(long base, long size, String model, int cells, Delivery content) {
        BoardTree.device(soc, "interrupt-controller", base, size, node -> {
            node.strings("compatible", "qemu," + model, "riscv," + model)
                    .flag("interrupt-controller")
                    .u32("#interrupt-cells", cells);
            content.describe(node);
        });
    }
}
