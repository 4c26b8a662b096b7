// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;

/**
 * The supervisor binary interface (SBI 2.0): what a guest's kernel asks of the firmware below it, by {@code ecall}. The extension is in a7, the function in a6; the
 * call returns an error in a0 and a value in a1. Legacy extensions (0 to 8) return in a0 only.
 */
final class Sbi {
    private static final int A0 = 10;
    private static final int A6 = 16;
    private static final int A7 = 17;
    private static final long LAST_LEGACY = 8;

    private final SbiExtension[] extensions;

    /** The number of each. */
    private final long[] ids;

    Sbi(Guest guest) {
        extensions = new SbiExtension[] {
            new SbiConsole(guest),
            new SbiTimer(),
            new SbiIpi(guest),
            new SbiRfence(guest),
            new SbiHartState(guest),
            new SbiSystemReset(guest),
            new SbiBase(this),
            new SbiLegacy.SetTimer(),
            new SbiLegacy.PutCharacter(guest),
            new SbiLegacy.GetCharacter(guest),
            new SbiLegacy.Shutdown(guest)
        };
        ids = new long[extensions.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = extensions[i].id();
        }
    }

    /** Serves the call in {@code utcb} and makes its reply. */
    void call(Hypervisor hypervisor, Utcb utcb, Vcpu caller) {
        long id = utcb.x(A7);
        int index = find(id);
        utcb.groups(RegisterGroup.PC | RegisterGroup.ARGUMENTS);
        long result =
                index < 0 ? SbiExtension.NOT_SUPPORTED : extensions[index].call(hypervisor, utcb, caller, utcb.x(A6));
        if (result == SbiExtension.NO_RETURN) {
            return;
        }
        boolean legacy = Long.compareUnsigned(id, LAST_LEGACY) <= 0;
        if (legacy) {
            utcb.x(A0, result);
        } else {
            utcb.x(A0, Math.min(result, 0));
            utcb.x(A0 + 1, Math.max(result, 0));
        }
        utcb.word(Utcb.PC, utcb.word(Utcb.PC) + Integer.BYTES);
    }

    /** Whether there is an extension with this number. */
    boolean has(long id) {
        return find(id) >= 0;
    }

    private int find(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }
}
