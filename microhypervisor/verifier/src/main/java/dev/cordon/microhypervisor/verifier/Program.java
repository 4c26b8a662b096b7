// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.util.List;

/**
 * A program under verification.
 *
 * @param violations what was found so far; verification adds to it
 */
record Program(Subset subset, Hierarchy hierarchy, List<Violation> violations) {}
