// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

/** What a capability in an object space refers to. */
public interface KernelObject {}
