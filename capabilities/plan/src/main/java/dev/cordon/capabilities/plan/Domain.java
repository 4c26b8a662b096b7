// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A protection domain to create.
 *
 * @param name the component's name in the manifest; printable ASCII, 1 to {@value #MAXIMUM_NAME} characters
 * @param program the number of the program that runs in the domain; 0 is the root task's own
 * @param frames page frames of kernel memory that may be charged to the domain, at least 0
 * @param objects kernel objects that may be charged to it, at least 0
 * @param life how it begins and ends
 */
public record Domain(String name, int program, long frames, long objects, Life life) {

    /** The longest name, in characters. */
    public static final int MAXIMUM_NAME = 32;

    /** A domain that starts with the system, once, and should end so. */
    public Domain(String name, int program, long frames, long objects, Expect expect) {
        this(name, program, frames, objects, Life.once(expect));
    }

    /** How it should end at last. */
    public Expect expect() {
        return life.expect();
    }
}
