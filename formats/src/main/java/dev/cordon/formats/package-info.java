// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The file formats that boot software: read from memory, written to memory, with no I/O.
 *
 * <ul>
 *   <li>{@link dev.cordon.formats.DeviceTree}: what a board tells its software about itself; built, flattened, parsed.
 *   <li>{@link dev.cordon.formats.ElfFile} and {@link dev.cordon.formats.LinuxImage}: the two shapes that a kernel comes in.
 *   <li>{@link dev.cordon.formats.Newc}: the archive of an initial RAM file system.
 * </ul>
 *
 * <p>Readers take files that nobody vouches for. What is wrong with one is told by {@link dev.cordon.formats.FormatException} in one line; no other exception
 * leaves a reader, and none believes a length before it has checked it.
 */
package dev.cordon.formats;
