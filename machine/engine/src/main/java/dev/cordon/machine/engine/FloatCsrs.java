// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/** fcsr and its fields (Unprivileged ISA, "Floating-Point Control and Status Register"); inaccessible while FS is Off. */
final class FloatCsrs {
    static final int FLAGS = 0x1f;
    private static final int MODE = 7;
    private static final int MODE_SHIFT = 5;

    private FloatCsrs() {}

    static void define(CsrTable table) {
        table.define(
                Csr.FFLAGS,
                (csrs, state) -> state.fflags.bits,
                (csrs, state, value) -> {
                    state.fflags.bits = (int) value & FLAGS;
                    FloatUnit.markDirty(state);
                },
                (csrs, state, writes) -> guard(state));
        table.define(
                Csr.FRM,
                (csrs, state) -> state.frm,
                (csrs, state, value) -> {
                    state.frm = (int) value & MODE;
                    FloatUnit.markDirty(state);
                },
                (csrs, state, writes) -> guard(state));
        table.define(
                Csr.FCSR,
                (csrs, state) -> state.fcsr(),
                (csrs, state, value) -> {
                    state.fcsr((int) value & (MODE << MODE_SHIFT | FLAGS));
                    FloatUnit.markDirty(state);
                },
                (csrs, state, writes) -> guard(state));
    }

    private static int guard(HartState state) {
        return FloatUnit.isOff(state) ? Cause.ILLEGAL_INSTRUCTION : CsrTable.ALLOWED;
    }
}
