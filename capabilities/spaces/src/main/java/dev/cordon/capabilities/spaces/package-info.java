// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/** To be written. */
package dev.cordon.capabilities.spaces;
