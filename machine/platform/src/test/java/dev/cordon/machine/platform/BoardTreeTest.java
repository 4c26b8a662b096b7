// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.DeviceTreeNode;
import dev.cordon.formats.FormatException;
import dev.cordon.machine.isa.Isa;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardTreeTest {

    private final DeviceTree tree = parse(new BoardTree(
            2,
            Isa.HART,
            new Aia.None(),
            256 << 20,
            "console=ttyS0",
            Optional.of(new Range(0x8f00_0000L, 0x8f10_0001L))));

    @Test
    void memoryIsDescribed() {
        assertThat(node("/memory@80000000").u64s("reg")).containsExactly(0x8000_0000L, 256L << 20);
        assertThat(node("/memory@80000000").string("device_type")).contains("memory");
    }

    @Test
    void chosenTellsTheKernelItsCommandLineConsoleAndInitrd() {
        DeviceTreeNode chosen = node("/chosen");
        assertThat(chosen.string("bootargs")).contains("console=ttyS0");
        assertThat(chosen.string("stdout-path")).contains("/soc/serial@10000000");
        assertThat(chosen.u64s("linux,initrd-start")).containsExactly(0x8f00_0000L);
        assertThat(chosen.u64s("linux,initrd-end")).containsExactly(0x8f10_0001L);
    }

    @Test
    void withoutCommandLineAndInitrdChosenHasNeither() {
        DeviceTreeNode chosen = parse(new BoardTree(1, Isa.HART, new Aia.None(), 1 << 20, "", Optional.empty()))
                .find("/chosen")
                .orElseThrow();
        assertThat(chosen.properties()).containsExactly("stdout-path");
    }

    @Test
    void chosenTellsTheKernelWhatItsRandomNumbersBeginWith() throws FormatException {
        BoardTree board = new BoardTree(1, Isa.HART, new Aia.None(), 1 << 20, "", Optional.empty());
        byte[] seeded = board.build(1, -2, 3, 4).flatten();
        assertThat(DeviceTree.parse(MemorySegment.ofArray(seeded))
                        .find("/chosen")
                        .orElseThrow()
                        .u64s("rng-seed"))
                .containsExactly(1L, -2L, 3L, 4L);
    }

    @Test
    void everyHartHasItsInterruptController() {
        assertThat(node("/cpus").u32("timebase-frequency")).hasValue(10_000_000);
        for (int id = 0; id < 2; id++) {
            DeviceTreeNode cpu = node("/cpus/cpu@" + id);
            assertThat(cpu.u32("reg")).hasValue(id);
            assertThat(cpu.string("riscv,isa")).contains(Isa.HART.string());
            assertThat(cpu.strings("riscv,isa-extensions")).containsExactlyElementsOf(Isa.HART.names());
            assertThat(node("/cpus/cpu@" + id + "/interrupt-controller").string("compatible"))
                    .contains("riscv,cpu-intc");
            assertThat(node("/cpus/cpu-map/cluster0/core" + id).u32("cpu")).isEqualTo(cpu.u32("phandle"));
        }
    }

    @Test
    void devicesLieWhereTheBoardHasThem() {
        assertThat(node("/soc/serial@10000000").u64s("reg")).containsExactly(0x1000_0000L, 0x100L);
        assertThat(node("/soc/rtc@101000").u64s("reg")).containsExactly(0x10_1000L, 0x1000L);
        assertThat(node("/soc/clint@2000000").u64s("reg")).containsExactly(0x200_0000L, 0x1_0000L);
        assertThat(node("/soc/plic@c000000").u64s("reg")).containsExactly(0xc00_0000L, 0x60_0000L);
        assertThat(node("/soc/test@100000").u64s("reg")).containsExactly(0x10_0000L, 0x1000L);
    }

    @Test
    void interruptsAreWiredAsTheBoardWiresThem() {
        int first = node("/cpus/cpu@0/interrupt-controller").u32("phandle").orElseThrow();
        int second = node("/cpus/cpu@1/interrupt-controller").u32("phandle").orElseThrow();
        DeviceTreeNode plic = node("/soc/plic@c000000");
        assertThat(plic.cells("interrupts-extended")).containsExactly(first, 11, first, 9, second, 11, second, 9);
        assertThat(plic.u32("riscv,ndev")).hasValue(96);
        assertThat(node("/soc/clint@2000000").cells("interrupts-extended"))
                .containsExactly(first, 3, first, 7, second, 3, second, 7);
        for (String device : new String[] {"serial@10000000", "rtc@101000"}) {
            assertThat(node("/soc/" + device).u32("interrupt-parent")).isEqualTo(plic.u32("phandle"));
        }
        assertThat(node("/soc/serial@10000000").u32("interrupts")).hasValue(10);
        assertThat(node("/soc/rtc@101000").u32("interrupts")).hasValue(11);
    }

    @Test
    void anAplicDelegatesItsSourcesToSupervisorMode() {
        DeviceTree board = parse(new BoardTree(2, Isa.HART, new Aia.Aplic(), 1 << 20, "", Optional.empty()));
        DeviceTreeNode root = board.find("/soc/interrupt-controller@c000000").orElseThrow();
        DeviceTreeNode child = board.find("/soc/interrupt-controller@d000000").orElseThrow();
        int own = child.u32("phandle").orElseThrow();
        assertThat(root.u32("riscv,children")).hasValue(own);
        assertThat(root.cells("riscv,delegation")).containsExactly(own, 1, 96);
        assertThat(root.cells("riscv,delegate")).containsExactly(own, 1, 96);
        for (DeviceTreeNode domain : new DeviceTreeNode[] {root, child}) {
            assertThat(domain.strings("compatible")).containsExactly("qemu,aplic", "riscv,aplic");
            assertThat(domain.u32("riscv,num-sources")).hasValue(96);
            assertThat(domain.u32("#interrupt-cells")).hasValue(2);
            assertThat(domain.u64s("reg")).last().isEqualTo(0x8000L);
        }
        int first = phandle(board, "/cpus/cpu@0/interrupt-controller");
        int second = phandle(board, "/cpus/cpu@1/interrupt-controller");
        assertThat(root.cells("interrupts-extended")).containsExactly(first, 11, second, 11);
        assertThat(child.cells("interrupts-extended")).containsExactly(first, 9, second, 9);
        assertThat(board.find("/soc/plic@c000000")).isEmpty();
        DeviceTreeNode serial = board.find("/soc/serial@10000000").orElseThrow();
        assertThat(serial.u32("interrupt-parent")).hasValue(own);
        assertThat(serial.cells("interrupts")).containsExactly(10, 4);
    }

    @Test
    void imsicsAreParentsOfTheAplicsMessages() {
        DeviceTree board = parse(new BoardTree(2, Isa.HART, new Aia.AplicImsic(5), 1 << 20, "", Optional.empty()));
        DeviceTreeNode machine =
                board.find("/soc/interrupt-controller@24000000").orElseThrow();
        DeviceTreeNode supervisor =
                board.find("/soc/interrupt-controller@28000000").orElseThrow();
        assertThat(machine.u64s("reg")).containsExactly(0x2400_0000L, 0x2000L);
        assertThat(supervisor.u64s("reg")).containsExactly(0x2800_0000L, 0x1_0000L);
        assertThat(machine.u32("riscv,guest-index-bits")).isEmpty();
        assertThat(supervisor.u32("riscv,guest-index-bits")).hasValue(3);
        for (DeviceTreeNode files : new DeviceTreeNode[] {machine, supervisor}) {
            assertThat(files.strings("compatible")).containsExactly("qemu,imsics", "riscv,imsics");
            assertThat(files.u32("riscv,num-ids")).hasValue(255);
            assertThat(files.properties()).contains("msi-controller", "interrupt-controller");
        }
        int first = phandle(board, "/cpus/cpu@0/interrupt-controller");
        int second = phandle(board, "/cpus/cpu@1/interrupt-controller");
        assertThat(machine.cells("interrupts-extended")).containsExactly(first, 11, second, 11);
        assertThat(supervisor.cells("interrupts-extended")).containsExactly(first, 9, second, 9);
        assertThat(board.find("/soc/interrupt-controller@c000000").orElseThrow().u32("msi-parent"))
                .isEqualTo(machine.u32("phandle"));
        assertThat(board.find("/soc/interrupt-controller@d000000").orElseThrow().u32("msi-parent"))
                .isEqualTo(supervisor.u32("phandle"));
        assertThat(board.find("/soc/clint@2000000")).isPresent();
    }

    private static int phandle(DeviceTree tree, String path) {
        return tree.find(path).orElseThrow().u32("phandle").orElseThrow();
    }

    @Test
    void poweroffAndRebootGoThroughTheFinisher() {
        assertThat(node("/poweroff").u32("regmap"))
                .isEqualTo(node("/soc/test@100000").u32("phandle"));
        assertThat(node("/poweroff").u32("value")).hasValue(0x5555);
        assertThat(node("/reboot").u32("value")).hasValue(0x7777);
    }

    private DeviceTreeNode node(String path) {
        return tree.find(path).orElseThrow(() -> new AssertionError("no node " + path));
    }

    private static DeviceTree parse(BoardTree board) {
        try {
            return DeviceTree.parse(MemorySegment.ofArray(board.build().flatten()));
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theIsaIsWhatTheHartsClaim() throws FormatException {
        Isa isa = Isa.parse("rv64imac_zicboz");
        DeviceTreeNode cpu = parse(new BoardTree(1, isa, new Aia.None(), 1 << 20, "", Optional.empty()))
                .find("/cpus/cpu@0")
                .orElseThrow();
        assertThat(cpu.string("riscv,isa")).contains("rv64imac_zicboz_zicsr");
        assertThat(cpu.strings("riscv,isa-extensions")).containsExactly("i", "m", "a", "c", "zicboz", "zicsr");
        assertThat(cpu.u32("riscv,cboz-block-size")).hasValue(64);
        assertThat(cpu.u32("riscv,cbom-block-size")).isEmpty();
    }
}
