// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Utcb;

/** Base extension: which SBI this is, and what it has. */
final class SbiBase implements SbiExtension {
    private static final int GET_SPEC_VERSION = 0;
    private static final int GET_IMPL_ID = 1;
    private static final int GET_IMPL_VERSION = 2;
    private static final int PROBE_EXTENSION = 3;
    private static final int GET_MVENDORID = 4;
    private static final int GET_MARCHID = 5;
    private static final int GET_MIMPID = 6;

    private static final long VERSION_2_0 = 2 << 24;
    /** "CORD": no number has been registered for this implementation. */
    private static final long IMPLEMENTATION = 0x434f_5244;

    private static final long IMPLEMENTATION_VERSION = 0x1_0000;

    private final Sbi sbi;

    SbiBase(Sbi sbi) {
        this.sbi = sbi;
    }

    @Override
    public long id() {
        return 0x10;
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        return switch (Math.clamp(function, -1, GET_MIMPID + 1)) {
            case GET_SPEC_VERSION -> VERSION_2_0;
            case GET_IMPL_ID -> IMPLEMENTATION;
            case GET_IMPL_VERSION -> IMPLEMENTATION_VERSION;
            case PROBE_EXTENSION -> sbi.has(utcb.x(10)) ? 1 : 0;
            case GET_MVENDORID, GET_MARCHID, GET_MIMPID -> 0;
            default -> NOT_SUPPORTED;
        };
    }
}
