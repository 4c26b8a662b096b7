// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/** Stores that hit the TLB and meet no reservation; all others need care. */
final class StoreOps {
    private StoreOps() {}

    static final class Sb extends MicroOp {
        Sb(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.BYTE) != tlb[entry + DataTlb.WRITE] || hart.reservations.mayHold(address)) {
                return null;
            }
            HostMemory.storeByte(address + tlb[entry + DataTlb.ADDEND], x[rs2]);
            return next;
        }
    }

    static final class Sh extends MicroOp {
        Sh(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.HALFWORD) != tlb[entry + DataTlb.WRITE] || hart.reservations.mayHold(address)) {
                return null;
            }
            HostMemory.storeShort(address + tlb[entry + DataTlb.ADDEND], x[rs2]);
            return next;
        }
    }

    static final class Sw extends MicroOp {
        Sw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.WORD) != tlb[entry + DataTlb.WRITE] || hart.reservations.mayHold(address)) {
                return null;
            }
            HostMemory.storeInt(address + tlb[entry + DataTlb.ADDEND], x[rs2]);
            return next;
        }
    }

    static final class Sd extends MicroOp {
        Sd(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.DOUBLEWORD) != tlb[entry + DataTlb.WRITE] || hart.reservations.mayHold(address)) {
                return null;
            }
            HostMemory.storeLong(address + tlb[entry + DataTlb.ADDEND], x[rs2]);
            return next;
        }
    }

    static final class Fsw extends MicroOp {
        Fsw(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.WORD) != tlb[entry + DataTlb.WRITE]
                    || hart.reservations.mayHold(address)
                    || FloatUnit.isOff(hart.state)) {
                return null;
            }
            HostMemory.storeInt(address + tlb[entry + DataTlb.ADDEND], hart.state.f[rs2]);
            return next;
        }
    }

    static final class Fsd extends MicroOp {
        Fsd(Decoded from, int immediate) {
            super(from, immediate);
        }

        @Override
        @Nullable
        MicroOp execute(Interpreter hart) {
            long[] x = hart.x;
            long[] tlb = hart.tlb;
            long address = x[rs1] + immediate;
            int entry = DataTlb.entry(address);
            if ((address & DataTlb.DOUBLEWORD) != tlb[entry + DataTlb.WRITE]
                    || hart.reservations.mayHold(address)
                    || FloatUnit.isOff(hart.state)) {
                return null;
            }
            HostMemory.storeLong(address + tlb[entry + DataTlb.ADDEND], hart.state.f[rs2]);
            return next;
        }
    }
}
