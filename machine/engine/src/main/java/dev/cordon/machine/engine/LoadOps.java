// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Operands;
import org.jspecify.annotations.Nullable;

/** Loads that hit the TLB; all others need care. */
final class LoadOps {
    private LoadOps() {}

    static final class Lb extends MicroOp {
        Lb(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.BYTE) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadByte(address + tlb[entry + DataTlb.ADDEND]);
            return next;
        }
    }

    static final class Lbu extends MicroOp {
        Lbu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.BYTE) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadByte(address + tlb[entry + DataTlb.ADDEND]) & 0xff;
            return next;
        }
    }

    static final class Lh extends MicroOp {
        Lh(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.HALFWORD) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadShort(address + tlb[entry + DataTlb.ADDEND]);
            return next;
        }
    }

    static final class Lhu extends MicroOp {
        Lhu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.HALFWORD) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadShort(address + tlb[entry + DataTlb.ADDEND]) & 0xffff;
            return next;
        }
    }

    static final class Lw extends MicroOp {
        Lw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.WORD) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadInt(address + tlb[entry + DataTlb.ADDEND]);
            return next;
        }
    }

    static final class Lwu extends MicroOp {
        Lwu(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.WORD) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadInt(address + tlb[entry + DataTlb.ADDEND]) & 0xffff_ffffL;
            return next;
        }
    }

    static final class Ld extends MicroOp {
        Ld(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.DOUBLEWORD) != tlb[entry + DataTlb.READ]) {
                return null;
            }
            x[rd] = HostMemory.loadLong(address + tlb[entry + DataTlb.ADDEND]);
            return next;
        }
    }

    static final class Flw extends MicroOp {
        private final int fd;

        Flw(Decoded from, int immediate) {
            super(from, immediate);
            fd = Operands.rd(from.word());
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            HartState state = hart.state;
            long[] tlb = hart.tlb;
            long address = hart.x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.WORD) != tlb[entry + DataTlb.READ] || FloatUnit.isOff(state)) {
                return null;
            }
            state.f[fd] = HostMemory.loadInt(address + tlb[entry + DataTlb.ADDEND]) | 0xffff_ffff_0000_0000L;
            FloatUnit.markDirty(state);
            return next;
        }
    }

    static final class Fld extends MicroOp {
        private final int fd;

        Fld(Decoded from, int immediate) {
            super(from, immediate);
            fd = Operands.rd(from.word());
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            HartState state = hart.state;
            long[] tlb = hart.tlb;
            long address = hart.x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.DOUBLEWORD) != tlb[entry + DataTlb.READ] || FloatUnit.isOff(state)) {
                return null;
            }
            state.f[fd] = HostMemory.loadLong(address + tlb[entry + DataTlb.ADDEND]);
            FloatUnit.markDirty(state);
            return next;
        }
    }
}
