// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/** Where things are on the board, and their interrupt sources at the PLIC: as on {@code qemu -M virt}. */
public final class AddressMap {

    /** Read-only memory with the reset vector, where harts start. */
    public static final long RESET_VECTOR = 0x1000;

    /** Bytes of address space that the read-only memory takes. */
    public static final long RESET_VECTOR_SIZE = 0xf000;

    /** The test finisher, which also powers off and resets. */
    public static final long FINISHER = 0x10_0000;

    /** The Goldfish real-time clock. */
    public static final long RTC = 0x10_1000;

    /** Interrupt source of the real-time clock's alarm. */
    public static final int RTC_INTERRUPT = 11;

    /** Timers and interprocessor interrupts. */
    public static final long CLINT = 0x200_0000;

    /** The platform-level interrupt controller: context 2n is hart n's M-mode, 2n + 1 its S-mode. */
    public static final long PLIC = 0xc00_0000;

    /** Bytes of address space that the PLIC takes. */
    public static final long PLIC_SIZE = 0x60_0000;

    /** Number of interrupt sources at the PLIC. */
    public static final int PLIC_SOURCES = 96;

    /** Number of interrupt sources at the APLIC. */
    public static final int APLIC_SOURCES = 96;

    /** The APLIC's root domain, for M-mode; it takes the place of the PLIC. */
    public static final long APLIC_MACHINE = 0xc00_0000;

    /** The APLIC's domain for S-mode. */
    public static final long APLIC_SUPERVISOR = 0xd00_0000;

    /** Bytes of address space that a domain of the APLIC takes. */
    public static final long APLIC_SIZE = 0x8000;

    /** The IMSIC files of M-mode: a page for each hart. */
    public static final long IMSIC_MACHINE = 0x2400_0000;

    /** The IMSIC files of S-mode, each followed by its hart's guest files, in as many pages for each hart as a power of two. */
    public static final long IMSIC_SUPERVISOR = 0x2800_0000;

    /** The console UART. */
    public static final long UART = 0x1000_0000;

    /** Interrupt source of the UART. */
    public static final int UART_INTERRUPT = 10;

    /** Frequency that the device tree gives for the UART's divisor, in Hz. */
    public static final int UART_CLOCK = 3_686_400;

    /** First byte of RAM. */
    public static final long RAM = 0x8000_0000L;

    /** Ticks of the clock in a second. */
    public static final int TIMEBASE = 10_000_000;

    private AddressMap() {}
}
