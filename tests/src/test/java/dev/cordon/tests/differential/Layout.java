// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

/**
 * Where things lie in RAM: the {@link Monitor}, the table of cases, then the cases, each in a region of its own that holds
 * all that it reads and writes. Offsets count from the start of the region.
 */
final class Layout {
    static final long RAM = 0x8000_0000L;
    static final long TABLE = RAM + 0x8000;
    static final long CASES = RAM + 0x20_0000;
    static final int CASE_SIZE = 0x4_0000;
    static final int PAGE = 0x1000;

    /** Initial registers and where to begin. */
    static final int X = 0x000;

    static final int F = 0x100;
    static final int FCSR = 0x200;
    static final int SETUP_ADDRESS = 0x208;
    static final int HYPERVISOR_HANDLER = 0x210;
    static final int GUEST_HANDLER = 0x218;
    static final int CODE_ADDRESS = 0x220;
    /** Not zero if the case starts with V = 1. */
    static final int VIRTUAL = 0x228;

    /** What happened: the end of the log, the reason of the end, and from LOG on a record for each trap. */
    static final int LOG_END = 0x1000;

    static final int END_REASON = 0x1008;
    static final int LOG = 0x1040;
    static final int RECORD = 0x40;
    static final int LOG_LIMIT = LOG + 100 * RECORD;

    /** The state at the end. */
    static final int END_X = 0x3000;

    static final int END_F = 0x3100;
    static final int END_FCSR = 0x3200;
    static final int END_CSRS = 0x3208;

    static final int CODE = 0x4000;
    static final int CODE_SIZE = 0x2000;
    static final int TRACE = 0x6000;
    static final int TRACE_SLOTS = 255;
    static final int HANDLER = 0x7000;
    /** Constants. */
    static final int POOL = 0x8000;

    static final int POOL_SLOTS = 255;
    /** Memory to read and write; after it lies one page more with such contents. */
    static final int DATA = 0x9000;

    static final int DATA_PAGES = 7;
    static final int SETUP = 0x1_1000;
    static final int TABLES = 0x1_2000;
    /** The root of the G-stage, four pages. */
    static final int GUEST_ROOT = 0x2_0000;

    static final int MORE_TABLES = 0x2_4000;

    static final long FILLER = 0xa5a5_5a5a_c3c3_3c3cL;

    private Layout() {}

    static long caseAddress(int index) {
        return CASES + (long) index * CASE_SIZE;
    }

    /** Bytes of RAM that so many cases take. */
    static long imageSize(int cases) {
        return CASES - RAM + (long) cases * CASE_SIZE;
    }
}
