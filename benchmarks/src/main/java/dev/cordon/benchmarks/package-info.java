// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How fast Cordon is, beside QEMU and beside this host: {@link dev.cordon.benchmarks.Main} runs suites and prints tables. {@code Kernels} runs small programs on bare machines,
 * {@code Linux} boots Debian and gives it work; both run each program as a user would, from outside, turn by turn, and compare what it prints. {@code Core} has JMH measure hypercalls on
 * a {@code CoreSystem}. Nothing here is a test; {@code benchmarks/README.md} says how to run it and what its figures mean.
 */
@NullMarked
package dev.cordon.benchmarks;

import org.jspecify.annotations.NullMarked;
