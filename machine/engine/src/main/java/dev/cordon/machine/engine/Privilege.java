// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Nominal privilege levels, as {@link HartState#privilege} holds them (Privileged ISA, "Privilege Levels"). */
public final class Privilege {
    public static final int USER = 0;
    public static final int SUPERVISOR = 1;
    public static final int MACHINE = 3;

    private Privilege() {}
}
