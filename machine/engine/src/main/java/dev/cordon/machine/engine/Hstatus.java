// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Fields of hstatus (H extension, "Hypervisor Status Register"). VSXL is always 64 bits and is added when the register is read. */
public final class Hstatus {
    public static final long GVA = 1L << 6;
    public static final long SPV = 1L << 7;
    public static final long SPVP = 1L << 8;
    public static final long HU = 1L << 9;
    public static final long VTVM = 1L << 20;
    public static final long VTW = 1L << 21;
    public static final long VTSR = 1L << 22;
    public static final long VSXL_64 = 2L << 32;

    static final long WRITABLE = GVA | SPV | SPVP | HU | VTVM | VTW | VTSR;

    private Hstatus() {}
}
