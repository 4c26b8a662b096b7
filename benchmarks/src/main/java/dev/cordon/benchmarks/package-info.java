// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How fast Cordon is, beside QEMU: {@link dev.cordon.benchmarks.LinuxBoot} boots the same Linux on both, turn by turn, and prints medians;
 * {@link dev.cordon.benchmarks.CoreSpeed} measures hypercalls. Nothing here is a
 * test; {@code benchmarks/README.md} says how to run it and what its figures mean.
 */
@NullMarked
package dev.cordon.benchmarks;

import org.jspecify.annotations.NullMarked;
