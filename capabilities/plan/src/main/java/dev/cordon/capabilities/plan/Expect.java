// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

/** How a component should end. A run whose components all end as expected has succeeded. */
public enum Expect {
    /** The guest powers itself off. */
    POWER_OFF,
    /** The guest is stopped by its VMM or by the core, because it did what it has no right to. */
    STOPPED,
    /** It is still alive when all others have ended. It keeps no run alive. */
    RUNNING
}
