// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Where two runs that should be the same first differ.
 *
 * @param instructions retired by the hart when the difference was found; it arose since the last comparison
 * @param hart whose turn it was
 * @param difference what differs
 */
public record Divergence(long instructions, int hart, String difference) {
    @Override
    public String toString() {
        return "the two runs differ after " + instructions + " instructions of hart " + hart + ": " + difference;
    }
}
