// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

/**
 * The load or store that met a device register, as htinst gives it: the instruction transformed to base register and offset 0 (privileged specification,
 * "Transformed Instruction or Pseudoinstruction for mtinst or htinst"). All methods take the value of htinst.
 */
final class MmioInstruction {
    private static final long OPCODE_AND_VALID = 0x7d;
    private static final long LOAD = 0x01;
    private static final long STORE = 0x21;
    /** Where the base register was, a transformed instruction has how far the fault lies behind the address of the access; of an aligned access, 0. */
    private static final long ADDRESS_OFFSET = 31 << 15;

    private MmioInstruction() {}

    /** Whether it is an integer load (not a floating-point one, nor an atomic one, nor a page-table access). */
    static boolean isLoad(long htinst) {
        return (htinst & OPCODE_AND_VALID) == LOAD && width(htinst) != 7 && (htinst & ADDRESS_OFFSET) == 0;
    }

    /** Whether it is an integer store. */
    static boolean isStore(long htinst) {
        return (htinst & OPCODE_AND_VALID) == STORE && width(htinst) <= 3 && (htinst & ADDRESS_OFFSET) == 0;
    }

    /** Whether it is no instruction but an access to a page table of the guest, which the hart made on behalf of one. */
    static boolean isPageTableAccess(long htinst) {
        return htinst != 0 && (htinst & 1) == 0;
    }

    /** Bytes accessed: 1, 2, 4 or 8. */
    static int size(long htinst) {
        return 1 << (width(htinst) & 3);
    }

    /** The loaded value as the destination register gets it. */
    static long extend(long htinst, long value) {
        return switch (width(htinst)) {
            case 0 -> (byte) value;
            case 1 -> (short) value;
            case 2 -> (int) value;
            case 4 -> value & 0xff;
            case 5 -> value & 0xffff;
            case 6 -> value & 0xffff_ffffL;
            default -> value;
        };
    }

    /** The register that a load writes. */
    static int destination(long htinst) {
        return (int) htinst >>> 7 & 31;
    }

    /** The register that a store reads. */
    static int source(long htinst) {
        return (int) htinst >>> 20 & 31;
    }

    /** Bytes of the original instruction: 2 if it was a compressed one. */
    static int length(long htinst) {
        return (htinst & 2) != 0 ? 4 : 2;
    }

    private static int width(long htinst) {
        return (int) htinst >>> 12 & 7;
    }
}
