// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Csr;

/**
 * Interrupts that one level injects into the next: mvien and mvip (AIA, "Interrupt filtering and virtual interrupts for supervisor
 * level"), hvien, hvictl, hviprio1 and hviprio2 (AIA, "Interrupts at VS level").
 */
final class VirtualInterruptCsrs {
    private static final long FILTERABLE = Interrupt.SSIP | Interrupt.SEIP | Interrupt.LOCAL;

    /** The interrupts whose priorities hviprio1 and hviprio2 hold, from the low byte on; there is no number for 0. */
    private static final byte[] HVIPRIO1 = {0, 1, 0, 5, 0, 13, 14, 15};

    private static final byte[] HVIPRIO2 = {16, 17, 18, 19, 20, 21, 22, 23};

    private VirtualInterruptCsrs() {}

    static void define(CsrTable table) {
        table.define(Csr.MVIEN, (csrs, state) -> state.mvien, VirtualInterruptCsrs::filter);
        table.define(Csr.MVIP, (csrs, state) -> injected(state), VirtualInterruptCsrs::inject);
        table.define(Csr.HVIEN, (csrs, state) -> state.hvien, (csrs, state, value) -> {
            state.hvien = value & Interrupt.LOCAL;
            csrs.hart.interruptsChanged();
        });
        table.define(Csr.HVICTL, (csrs, state) -> state.hvictl, (csrs, state, value) -> {
            state.hvictl = value & VirtualInterruptControl.WRITABLE;
            csrs.hart.interruptsChanged();
        });
        table.define(
                Csr.HVIPRIO1,
                (csrs, state) -> priorities(state, HVIPRIO1),
                (csrs, state, value) -> setPriorities(csrs, state, HVIPRIO1, value));
        table.define(
                Csr.HVIPRIO2,
                (csrs, state) -> priorities(state, HVIPRIO2),
                (csrs, state, value) -> setPriorities(csrs, state, HVIPRIO2, value));
    }

    /** Writes mvien; what S-mode and guests cannot see any more is zero when they see it again. */
    private static void filter(Csrs csrs, HartState state, long value) {
        state.mvien = value & FILTERABLE;
        state.filteredSie &= state.mvien;
        state.hideleg &= Interrupt.VIRTUAL_SUPERVISOR | state.mvien;
        for (int code = 13; code < state.supervisorPriorities.length; code++) {
            if ((state.mvien >>> code & 1) == 0) {
                state.supervisorPriorities[code] = 0;
            }
        }
        csrs.hart.interruptsChanged();
    }

    /** The bits of mvip that are those of mip: SSIP unless mvien has it, STIP unless a timer has it, SEIP as software writes it. */
    private static long shared(HartState state) {
        long shared = Interrupt.SEIP | (Interrupt.SSIP & ~state.mvien);
        boolean timerIsOurs = (state.menvcfg & EnvironmentConfiguration.STCE) != 0;
        return timerIsOurs ? shared : shared | Interrupt.STIP;
    }

    private static long own(HartState state) {
        return Interrupt.LOCAL | (Interrupt.SSIP & state.mvien);
    }

    private static long injected(HartState state) {
        return (state.mip & shared(state)) | (state.mvip & own(state));
    }

    private static void inject(Csrs csrs, HartState state, long value) {
        state.mip = CsrTable.merge(state.mip, value, shared(state));
        state.mvip = CsrTable.merge(state.mvip, value, own(state));
        csrs.hart.interruptsChanged();
    }

    private static long priorities(HartState state, byte[] codes) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(state.guestPriorities[codes[i]]);
        }
        return value;
    }

    private static void setPriorities(Csrs csrs, HartState state, byte[] codes, long value) {
        for (int i = 0; i < 8; i++) {
            if (codes[i] != 0) {
                state.guestPriorities[codes[i]] = (byte) (value >>> (8 * i));
            }
        }
        csrs.hart.interruptsChanged();
    }
}
