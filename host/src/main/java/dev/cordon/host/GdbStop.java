// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Why a machine under a debugger stands.
 *
 * @param hart the hart that made it stop
 * @param address the watched address that was touched; 0 for other reasons
 */
record GdbStop(int hart, Reason reason, long address) {
    /** What happened, with the words of a stop reply (GDB manual, "Stop Reply Packets"). */
    enum Reason {
        /** A step is done, or a breakpoint is reached. */
        TRAP("05", ""),
        /** The debugger, or power-on, made it stop. */
        INTERRUPT("02", ""),
        WRITTEN("05", "watch"),
        READ("05", "rwatch"),
        ACCESSED("05", "awatch");

        private final String signal;
        private final String word;

        Reason(String signal, String word) {
            this.signal = signal;
            this.word = word;
        }
    }

    static GdbStop of(int hart, Reason reason) {
        return new GdbStop(hart, reason, 0);
    }

    /** The stop reply. */
    String reply() {
        String watch = reason.word.isEmpty() ? "" : reason.word + ":" + Long.toHexString(address) + ";";
        return "T" + reason.signal + watch + "thread:" + Integer.toHexString(hart + 1) + ";";
    }
}
