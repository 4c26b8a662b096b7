// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Where two runs that should be the same first differ.
 *
 * @param place what is known of where it is
 * @param hart whose turn it was
 * @param agreed instructions that the hart had retired when the two were last seen to agree
 * @param instructions instructions that the hart has retired, or would have, when the two differ
 * @param difference what differs
 */
public record Divergence(Place place, int hart, long agreed, long instructions, String difference) {
    /** What is known of where two runs first differ. */
    public enum Place {
        /** Before the first instruction: they do not begin alike. */
        START,
        /** An instruction did something else in each, or only one of them got there: number {@link Divergence#instructions} of the hart. */
        INSTRUCTION,
        /** In one turn of the hart. What it was is not known: something that a program or a device did, or an instruction that does the same in both when it is stepped. */
        TURN,
        /** Some time after {@link Divergence#agreed} instructions; it could not be found again when both runs were made again. */
        ONCE
    }

    @Override
    public String toString() {
        String where = switch (place) {
            case START -> "before the first instruction";
            case INSTRUCTION -> "at instruction " + instructions + " of hart " + hart;
            case TURN, ONCE -> "between instructions " + agreed + " and " + instructions + " of hart " + hart;
        };
        String again = place == Place.ONCE ? "; it could not be repeated" : "";
        return "the two runs differ " + where + ": " + difference + again;
    }
}
