// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Where two runs that should be the same first differ. If an instruction makes them differ, {@code instructions} is one more than {@code agreed}: it is that one. Otherwise
 * something else that happened between the two made them so: what a program or a device did, or what no second run repeats.
 *
 * @param hart whose turn it was
 * @param agreed instructions that the hart had retired when the two were last seen to agree
 * @param instructions instructions that the hart has retired when the two differ; 0 if they differ before they begin
 * @param difference what differs
 * @param repeated whether it came again when both runs were made again; if not, the instructions are those between which it was seen in the runs themselves
 */
public record Divergence(int hart, long agreed, long instructions, String difference, boolean repeated) {
    @Override
    public String toString() {
        return "the two runs differ " + place() + ": " + difference + (repeated ? "" : "; it could not be repeated");
    }

    private String place() {
        if (instructions == 0) {
            return "before the first instruction";
        }
        return instructions == agreed + 1
                ? "at instruction " + instructions + " of hart " + hart
                : "between instructions " + agreed + " and " + instructions + " of hart " + hart;
    }
}
