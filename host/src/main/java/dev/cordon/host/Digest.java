// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * A digest over a part of a system's state after a run in virtual time.
 *
 * @param part {@code ram}, {@code harts} (registers of vCPUs), {@code devices}, {@code objects} (of the microhypervisor) or {@code programs}
 * @param value 32 hexadecimal digits
 */
public record Digest(String part, String value) {}
