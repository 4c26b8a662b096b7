// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

/** The ways to enter a program. */
enum Entry {
    /** {@link dev.cordon.microhypervisor.abi.Program#init}. */
    INIT,
    /** {@link dev.cordon.microhypervisor.abi.Program#called}. */
    CALLED,
    /** {@link dev.cordon.microhypervisor.abi.Program#notified}. */
    NOTIFIED
}
