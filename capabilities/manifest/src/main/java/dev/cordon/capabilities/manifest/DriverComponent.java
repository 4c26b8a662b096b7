// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import java.util.Map;

/**
 * A driver: a program of Cordon's that is given a device and serves others.
 *
 * @param driver which program, for instance {@code console}
 */
public record DriverComponent(String name, String driver, Map<String, Wire> uses, Map<String, String> provides)
        implements Component {

    public DriverComponent {
        uses = Component.ordered(uses);
        provides = Component.ordered(provides);
    }

    /** A driver runs as long as others need it. */
    @Override
    public Life life() {
        return Life.once(Expect.RUNNING);
    }
}
