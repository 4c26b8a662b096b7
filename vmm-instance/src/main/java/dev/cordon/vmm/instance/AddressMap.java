// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

/** Where things are on the virtual board: as on {@code qemu -M virt}, which unmodified guests know. */
final class AddressMap {
    static final long FINISHER = 0x10_0000;
    static final long RTC = 0x10_1000;
    static final long PLIC = 0xc00_0000;
    static final long UART = 0x1000_0000;
    static final long RAM = 0x8000_0000L;

    /** The part of the interrupt controller's register map that holds the contexts of all possible harts. */
    static final long PLIC_SIZE = 0x60_0000;

    static final int INTERRUPT_SOURCES = 95;
    static final int UART_INTERRUPT = 10;
    static final int RTC_INTERRUPT = 11;

    /** Ticks of the time CSR in a second. */
    static final int TIMEBASE = 10_000_000;

    static final int UART_CLOCK = 3_686_400;

    /** The unit of memory capabilities. */
    static final int PAGE = 4096;

    private AddressMap() {}
}
