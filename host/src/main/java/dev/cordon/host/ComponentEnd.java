// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * How a component of a system ended.
 *
 * @param component its name in the manifest
 * @param reason what ended it
 * @param expected whether the manifest expects it to end so
 * @param report what there is to say about it, in lines; may be empty
 */
public record ComponentEnd(String component, Reason reason, boolean expected, String report) {
    /** What ends a component. */
    public enum Reason {
        /** The guest powered itself off. */
        POWERED_OFF("powered off"),
        /** The guest asked for a reboot. */
        REBOOTED("asked for a reboot"),
        /** The guest did what it has no right to, or what its VMM cannot do, and was stopped. */
        STOPPED("was stopped"),
        /** What the component was told to run cannot be run. */
        REFUSED("could not start"),
        /** The guest powered itself off and reported a failure. */
        FAILED("reported a failure"),
        /** The program beside the guest, its VMM or a driver, failed and was aborted. */
        ABORTED("was aborted");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** The reason as the predicate of a sentence about the component. */
        @Override
        public String toString() {
            return words;
        }
    }
}
