// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.Locale;

/**
 * An extension of the instruction set that the machine can have, in the canonical order of an ISA string (Unprivileged
 * ISA, "ISA Extension Naming Conventions"): single letters first, then the Z names by the letter after the Z, then the
 * S names.
 */
public enum Extension {
    I,
    M,
    A,
    F,
    D,
    C,
    H,
    ZICBOM,
    ZICBOZ,
    ZICNTR,
    ZICSR,
    ZIFENCEI,
    ZIHINTPAUSE,
    ZIHPM,
    ZBA,
    ZBB,
    ZBS,
    SMAIA,
    SSAIA,
    SSTC,
    SVADE,
    SVADU,
    SVINVAL,
    SVNAPOT,
    SVPBMT;

    private final String lowerCase = name().toLowerCase(Locale.ROOT);

    /** The name as ISA strings and device trees spell it, in lower case. */
    public String isaName() {
        return lowerCase;
    }

    /** Whether the name is one letter, which an ISA string writes without underscores. */
    boolean isLetter() {
        return lowerCase.length() == 1;
    }
}
