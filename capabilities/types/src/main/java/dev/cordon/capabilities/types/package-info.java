// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The vocabulary of rights: what kinds of kernel objects there are, and which permissions a capability to each can carry.
 *
 * <p>A capability is an object reference with a mask of permissions. A holder names it by a {@code long} <em>selector</em>, an index into one of the
 * spaces of its protection domain. What the bits of the mask mean depends on the type of the object: {@link ObjectType} lists the types,
 * {@link Permission} the bits of each. Delegation can only ever clear bits.
 */
package dev.cordon.capabilities.types;
