// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * Which of several interrupts for one mode comes first (AIA, "Defined major interrupts and default priorities", "Configuring priorities
 * of major interrupts"): by priority number, 1 being the highest, and by the default order where numbers are equal. An interrupt without
 * a number comes before all numbers or after them, as its default place is before or after that of the mode's external interrupt.
 */
final class InterruptPriority {
    /** The priority number of an external interrupt for which no interrupt controller gives one. */
    static final int UNNUMBERED = 256;

    private static final int HIGHEST = 0;
    private static final int LOWEST = 1 << 11;
    private static final int REPORTED = 255;
    private static final int CODES = 64;

    /** Decreasing default priority. For custom interrupts (24 to 31, 48 to 63), which no hart raises by itself, it is the choice here. */
    private static final byte[] ORDER = {
        47,
        23,
        46,
        45,
        22,
        44,
        43,
        21,
        42,
        41,
        20,
        40, // local, high
        11,
        3,
        7,
        9,
        1,
        5,
        12,
        10,
        2,
        6,
        13,
        14,
        15, // Privileged ISA
        39,
        19,
        38,
        37,
        18,
        36,
        35,
        17,
        34,
        33,
        16,
        32, // local, low
        63,
        62,
        61,
        60,
        59,
        58,
        57,
        56,
        55,
        54,
        53,
        52,
        51,
        50,
        49,
        48, // custom
        31,
        30,
        29,
        28,
        27,
        26,
        25,
        24, // custom
        8,
        4,
        0 // reserved
    };

    private static final byte[] PLACE = places();

    private InterruptPriority() {}

    private static byte[] places() {
        byte[] places = new byte[CODES];
        for (byte place = 0; place < CODES; place++) {
            places[ORDER[place]] = place;
        }
        return places;
    }

    /**
     * The first of some interrupts, as mtopi and the like report it: its code in bits 27:16, its priority in bits 7:0.
     *
     * @param candidates bits of interrupts, not 0
     * @param external the code of the mode's external interrupt
     * @param externalNumber the priority number that the interrupt controller gives to it
     * @param numbers the priority number of each other interrupt; 0 if it has none
     */
    static int first(long candidates, int external, int externalNumber, byte[] numbers) {
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int code = Long.numberOfTrailingZeros(rest);
            int rank = code == external ? externalNumber : rank(Byte.toUnsignedInt(numbers[code]), code, external);
            if (rank < bestRank || (rank == bestRank && PLACE[code] < PLACE[best])) {
                best = code;
                bestRank = rank;
            }
        }
        return report(best, bestRank);
    }

    private static int rank(int number, int code, int external) {
        return rank(number, PLACE[code] > PLACE[external]);
    }

    /**
     * The place among priority numbers of an interrupt that is not external.
     *
     * @param number its priority number; 0 if it has none
     * @param below whether its default priority is below that of the external interrupt
     */
    static int rank(int number, boolean below) {
        if (number != 0) {
            return number;
        }
        return below ? LOWEST : HIGHEST;
    }

    /** The report of an interrupt with some place among priority numbers. */
    static int report(int code, int rank) {
        return code << 16 | Math.min(rank, REPORTED);
    }
}
