// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.IncomingMsiController;
import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;

/** What of the Advanced Interrupt Architecture a board has: the choices of {@code qemu -M virt,aia=...}. */
public sealed interface Aia {
    /** Nothing: a PLIC. */
    record None() implements Aia {}

    /** An APLIC that drives the external interrupt lines of the harts; they have no new CSRs. */
    record Aplic() implements Aia {}

    /**
     * An IMSIC at each hart, which claims Smaia and Ssaia, and an APLIC that sends MSIs.
     *
     * @param guests number of guest interrupt files at each hart, 0 to {@link #MAX_GUESTS}
     */
    record AplicImsic(int guests) implements Aia {
        /** Checks the number. */
        public AplicImsic {
            if (guests < 0 || guests > MAX_GUESTS) {
                throw new IllegalArgumentException(
                        "an IMSIC has 0 to " + MAX_GUESTS + " guest interrupt files, not " + guests);
            }
        }
    }

    /** The largest number of guest interrupt files at a hart. */
    int MAX_GUESTS = IncomingMsiController.MAX_GUESTS;

    /** Number of interrupt identities of each file. */
    int IDENTITIES = 255;

    /**
     * Reads {@code none}, {@code aplic} or {@code aplic-imsic}.
     *
     * @param guests as {@link AplicImsic} has it; must be 0 for the others
     * @throws IllegalArgumentException if there is no such choice; the message is one line for the user
     */
    static Aia parse(String name, int guests) {
        Aia aia = switch (name) {
            case "none" -> new None();
            case "aplic" -> new Aplic();
            case "aplic-imsic" -> new AplicImsic(guests);
            default ->
                throw new IllegalArgumentException("interrupt controllers '" + name
                        + "': there are none, aplic and aplic-imsic; write one of these");
        };
        if (guests != 0 && !(aia instanceof AplicImsic)) {
            throw new IllegalArgumentException(
                    "guest interrupt files are an IMSIC's, and " + name + " has none; write aplic-imsic");
        }
        return aia;
    }

    /** What the harts of such a board claim, of which some claim is made anyway. */
    default Isa claimed(Isa isa) {
        return this instanceof AplicImsic ? isa.with(Extension.SMAIA).with(Extension.SSAIA) : isa;
    }

    /** Bits of the page number that choose among the files of S-mode and guests of one hart. */
    static int guestIndexBits(int guests) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(guests);
    }
}
