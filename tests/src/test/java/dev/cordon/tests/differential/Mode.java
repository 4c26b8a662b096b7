// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

/** The modes in which cases run. */
enum Mode {
    M(3, false),
    S(1, false),
    U(0, false),
    VS(1, true),
    VU(0, true);

    final int privilege;
    final boolean virtual;

    Mode(int privilege, boolean virtual) {
        this.privilege = privilege;
        this.virtual = virtual;
    }

    boolean isUser() {
        return privilege == 0;
    }
}
