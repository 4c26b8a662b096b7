// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/**
 * A machine device, given to a domain whole: its registers and its interrupt.
 *
 * @param domain the domain that drives it
 * @param device which one
 */
public record DeviceGrant(int domain, MachineDevice device) {}
