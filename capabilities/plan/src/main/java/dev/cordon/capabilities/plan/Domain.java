// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A protection domain to create.
 *
 * @param name the component's name in the manifest; printable ASCII, 1 to {@value #MAXIMUM_NAME} characters
 * @param program the boot module whose program runs in the domain
 * @param quota kernel memory that may be charged to the domain, in bytes; at least 0
 * @param expect how it should end
 */
public record Domain(String name, int program, long quota, Expect expect) {

    /** The longest name, in characters. */
    public static final int MAXIMUM_NAME = 32;
}
