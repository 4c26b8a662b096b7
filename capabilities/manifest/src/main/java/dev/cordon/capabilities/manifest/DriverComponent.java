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
 * @param schedule where and when it runs
 */
public record DriverComponent(
        String name, String driver, Map<String, Wire> uses, Map<String, String> provides, Schedule schedule)
        implements Component {

    public DriverComponent {
        uses = Component.ordered(uses);
        provides = Component.ordered(provides);
    }

    /** A driver that takes turns on the first pCPU. */
    public DriverComponent(String name, String driver, Map<String, Wire> uses, Map<String, String> provides) {
        this(name, driver, uses, provides, Schedule.DEFAULT);
    }

    /** A driver runs as long as others need it. */
    @Override
    public Life life() {
        return Life.once(Expect.RUNNING);
    }
}
