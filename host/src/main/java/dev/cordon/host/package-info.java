// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The embedding API, and the only room that opens files, processes and clocks of the host.
 *
 * <p>{@link dev.cordon.host.Images} fetches guest images. Whatever a caller got wrong comes back as one
 * {@link dev.cordon.host.CordonException} that carries every problem found.
 */
package dev.cordon.host;
