// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Who runs when, in virtual time. Time is cut into rounds, and a round into one turn for each hart, all equally long; the seed draws how long, and permutes their order. It
 * is the same whatever the harts do, so none learns from its turns what others do.
 */
final class Turns {
    /** The shortest and the longest turn, in ticks: 10 and 100 microseconds. */
    private static final long SHORTEST = 100;

    private static final long LONGEST = 1000;

    private final int[] order;
    private long random;
    private int position;
    private long start;
    private long length;

    Turns(long seed, int harts) {
        random = seed;
        order = new int[harts];
        for (int i = 0; i < harts; i++) {
            order[i] = i;
        }
        position = harts;
    }

    /** Goes on to the next turn. */
    void next() {
        start += length;
        position++;
        if (position >= order.length) {
            position = 0;
            length = SHORTEST + draw(LONGEST - SHORTEST + 1);
            for (int i = order.length - 1; i > 0; i--) {
                int other = draw(i + 1);
                int hart = order[i];
                order[i] = order[other];
                order[other] = hart;
            }
        }
    }

    /** Whose turn it is. */
    int hart() {
        return order[position];
    }

    /** When the turn begins. */
    long start() {
        return start;
    }

    /** When the turn is over. */
    long end() {
        return start + length;
    }

    /** A number from 0 to {@code bound - 1}: SplitMix64. */
    private int draw(long bound) {
        random += 0x9e3779b97f4a7c15L;
        long z = (random ^ random >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return (int) Long.remainderUnsigned(z ^ z >>> 31, bound);
    }
}
