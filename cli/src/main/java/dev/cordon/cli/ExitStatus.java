// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

/** What the command line returns to whoever called it; 130 and 143 (interrupted, terminated) come from the launcher. */
final class ExitStatus {
    /** Every guest ended as expected, or the person at the console left. */
    static final int EXPECTED = 0;
    /** A file, a value or the manifest is wrong, and nothing was started; or what was to be written is not whole. */
    static final int WRONG_INPUT = 1;
    /** The command line cannot be parsed. */
    static final int USAGE = 2;
    /** A guest ended otherwise than expected, or the time limit struck. */
    static final int UNEXPECTED_END = 3;
    /** A fault of Cordon itself. */
    static final int OUR_FAULT = 4;
    /** The launcher has gone: nobody receives this. */
    static final int HANGUP = 129;

    private ExitStatus() {}
}
