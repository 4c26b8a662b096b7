// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;

/** One step of a hart: {@code Hart::step}, or somebody who looks at it. */
@FunctionalInterface
interface HartStep {
    /** Does what {@link Hart#step} does, on the hart's thread. */
    Exit step(Hart hart, HartState state);
}
