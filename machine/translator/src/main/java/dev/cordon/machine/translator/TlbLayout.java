// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** How a data TLB lies in an array of {@code long}, for the engine that fills it and for translated code that looks into it. */
public final class TlbLayout {
    /** How many entries there are, the lowest bits of the page's number choose one; behind them the engine may keep more for itself. */
    public static final int ENTRIES = 1024;

    /** How many elements an entry takes. */
    public static final int WORDS = 4;

    /** The element of an entry that is the tag of loads. */
    public static final int READ = 0;

    /** The tag of stores. */
    public static final int WRITE = 1;

    /** What to add to an address of the page to reach the host's memory. */
    public static final int ADDEND = 2;

    /** The tag of stores that somebody has to be told of; translated code leaves them to the engine. */
    public static final int NOTICED = 3;

    private TlbLayout() {}
}
