// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import static dev.cordon.tests.differential.PlantedBug.call;
import static dev.cordon.tests.differential.PlantedBug.condition;
import static dev.cordon.tests.differential.PlantedBug.constant;
import static dev.cordon.tests.differential.PlantedBug.field;
import static dev.cordon.tests.differential.PlantedBug.noCall;
import static dev.cordon.tests.differential.PlantedBug.operator;

import java.lang.classfile.Opcode;
import java.lang.constant.ConstantDescs;
import java.util.List;

/** Mistakes of many kinds, in many files, that the differential runs have to notice. */
final class PlantedBugs {
    static final List<PlantedBug> ALL = List.of(
            bug("isa/Alu", "sraw", "shifts in zeros", operator(Opcode.ISHR, Opcode.IUSHR)),
            bug("isa/MulDiv", "mulhsu", "corrects the wrong way", operator(Opcode.LADD, Opcode.LSUB)),
            bug("isa/MulDiv", "divu", "0 when divided by 0", constant(-1L, 0L)),
            bug("isa/MulDiv", "remuw", "the quotient", call("remainderUnsigned", "divideUnsigned")),
            bug("isa/Bits", "orcB", "loses a bit of each byte", constant(4, 5)),
            bug("isa/Bits", "clzw", "from the other end", call("numberOfLeadingZeros", "numberOfTrailingZeros")),
            bug("isa/Amo", "minuW", "signed", call("compareUnsigned", "compare")),
            bug("isa/FloatToInteger", "roundToIntegral", "down for to nearest", call("rint", "floor")),
            bug("isa/FloatToInteger", "toUint32", "not sign-extended", operator(Opcode.LSHR, Opcode.LUSHR)),
            bug("isa/Compressed", "offsetSwsp", "two fields overlap", constant(6, 5)),
            bug("isa/Compressed", "imm6", "without sign", constant(5, 32)),
            bug("engine/Pmp", "isUniform", "pages of two kinds are cached", constant(1, 3)),
            bug("engine/Traps", "toMachine", "MPIE is lost", constant(1L << 7, 0L)),
            bug("engine/Traps", "tellHypervisor", "htval is not shifted", constant(2, 0)),
            bug("engine/Traps", "stacked", "SPP is lost", constant(1L << 8, 0L)),
            bug("engine/Traps", "returnFromGuest", "to the host's sepc", field("vsepc", "sepc")),
            bug("engine/TransformedInstruction", "of", "the address offset is misplaced", constant(15, 16)),
            bug("engine/PageTableEntry", "permissions", "MXR is ignored", condition(Opcode.IFEQ, Opcode.IFNE)),
            bug("engine/PageTableEntry", "leafShift", "the mark of 64 KiB", constant(8L, 4L)),
            bug("engine/Mmu", "mayAccess", "MXR for SUM", call("sum", "mxr")),
            bug("engine/Mmu", "marked", "D is not set", constant(1L << 7, 0L)),
            bug("engine/Mmu", "usable", "stores find clean pages", constant(1L << 7, 1L << 6)),
            bug("engine/Mmu", "tableEntry", "another pseudoinstruction", constant(0x3000L, 0x2000L)),
            bug("engine/SystemUnit", "check", "VTVM is looked for elsewhere", constant(1L << 20, 1L << 21)),
            bug("engine/SystemUnit", "refused", "illegal for virtual", constant(22, 2)),
            bug("engine/Tlb", "clear", "one address is not forgotten", noCall("clearEntryOf", ConstantDescs.CD_long)),
            bug("engine/CounterCsrs", "guard", "hcounteren for scounteren", field("scounteren", "hcounteren")),
            bug("engine/HypervisorCsrs", "henvcfg", "shows what is off", operator(Opcode.LAND, Opcode.LOR)),
            bug("engine/Timers", "due", "the guest's timer for the host's", field("stimecmp", "vstimecmp")),
            bug("engine/Interrupts", "guestInterruptible", "the host's SIE", field("vsstatus", "mstatus")),
            bug("engine/MemoryUnit", "bytesInFirstPage", "off by one", constant(4096, 4095)),
            bug("engine/CacheBlockUnit", "clear", "half a block", constant(64, 32)),
            bug("engine/CacheBlockUnit", "check", "senvcfg is not looked at", field("senvcfg", "menvcfg")),
            bug("engine/CsrUnit", "number", "VS-mode sees the host's sscratch", constant(0x240, 0x140)));

    private PlantedBugs() {}

    private static PlantedBug bug(String file, String method, String what, PlantedBug.Mistake mistake) {
        return new PlantedBug(file, method, what, mistake);
    }
}
