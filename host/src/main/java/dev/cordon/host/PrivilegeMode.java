// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Privilege;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a hart may do: its privilege level with its virtualization mode. HS-mode is {@link #S} (H extension, "Privilege Modes"). */
public enum PrivilegeMode {
    M,
    S,
    U,
    VS,
    VU;

    static PrivilegeMode of(HartState state) {
        return of(state.privilege, state.virtual);
    }

    static PrivilegeMode of(int privilege, boolean virtual) {
        return switch (privilege) {
            case Privilege.MACHINE -> M;
            case Privilege.SUPERVISOR -> virtual ? VS : S;
            default -> virtual ? VU : U;
        };
    }

    /** The mode of a name in lower case, as {@link #label} gives it. */
    public static Optional<PrivilegeMode> named(String label) {
        return Arrays.stream(values())
                .filter(mode -> mode.label().equals(label))
                .findFirst();
    }

    /** The name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
