// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The command line over {@code dev.cordon.host}.
 *
 * <p>{@link dev.cordon.cli.Main} parses with picocli and maps what happened to an exit status; each subcommand is one class
 * named {@code ...Command}. Standard output carries what was asked for (guests' bytes, lists), our own words go to standard
 * error. Whatever a command can do, the embedding API can do: no command holds logic of its own.
 */
package dev.cordon.cli;
