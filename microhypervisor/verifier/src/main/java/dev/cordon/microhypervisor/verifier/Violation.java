// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

/**
 * One way in which a program leaves the checked subset of Java.
 *
 * @param className the binary name of the program's class, {@code a.b.C$D}
 * @param member the member that it is in: a method with its parameter types, a field, or empty for the class itself
 * @param what what stands there, for instance {@code calls java.lang.System.exit(int)}
 * @param why the reason for which the subset leaves it out
 */
public record Violation(String className, String member, String what, String why) {
    /** One line for the user. */
    @Override
    public String toString() {
        String where = member.isEmpty() ? className : className + "." + member;
        return where + " " + what + ": " + why;
    }
}
