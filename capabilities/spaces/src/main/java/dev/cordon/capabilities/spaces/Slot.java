// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

/** What a slot of a {@link CapabilityTable} holds. */
sealed interface Slot permits Capability, CapabilityTable {}
