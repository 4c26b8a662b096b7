// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The file formats that guests are made of, each read or written by one class: pure functions of bytes, without any input
 * or output of their own, so that unprivileged code may link them.
 */
package dev.cordon.formats;
