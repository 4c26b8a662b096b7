// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

/** Lies in a file of its own, so that javac makes a switch map for it. */
enum PermittedEnum {
    LEFT,
    RIGHT
}
