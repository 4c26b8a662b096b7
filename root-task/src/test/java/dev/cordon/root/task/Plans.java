// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Channel;
import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.DeviceGrant;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.MachineDevice;
import dev.cordon.capabilities.plan.Plan;
import java.util.List;
import java.util.OptionalInt;

/** Systems to build. */
final class Plans {

    static final int WEB = 0;
    static final int INTRUDER = 1;
    static final int CONSOLE = 2;

    private static final Context WEB_HANDLER = new Context(WEB, Context.Role.HANDLER, 0, 64, 10_000);
    private static final Context INTRUDER_HANDLER = new Context(INTRUDER, Context.Role.HANDLER, 1, 64, 10_000);

    private Plans() {}

    /** Two guests and the console driver. */
    static Plan pair() {
        return new Plan(
                2,
                List.of(
                        new Domain("web", 1, 300, 4096, Expect.POWER_OFF),
                        new Domain("intruder", 1, 300, 4096, Expect.STOPPED),
                        new Domain("console", 2, 256, 4096, Expect.RUNNING)),
                List.of(
                        WEB_HANDLER,
                        new Context(WEB, Context.Role.VCPU, 0, 32, 10_000),
                        INTRUDER_HANDLER,
                        new Context(INTRUDER, Context.Role.VCPU, 1, 32, 5_000),
                        new Context(CONSOLE, Context.Role.HANDLER, 0, 96, 10_000)),
                List.of(
                        new Guest(WEB, 12L << 20, 1, 0, OptionalInt.of(1), "quiet"),
                        new Guest(INTRUDER, 16L << 20, 1, 0, OptionalInt.empty(), "")),
                List.of(new DeviceGrant(CONSOLE, MachineDevice.UART)),
                List.of(
                        new Channel(Plan.ROOT_TASK, CONSOLE, Channel.Kind.CONSOLE, 0),
                        new Channel(WEB, CONSOLE, Channel.Kind.CONSOLE, 1),
                        new Channel(INTRUDER, CONSOLE, Channel.Kind.CONSOLE, 2)));
    }

    /** The same pair with other lives. */
    static Plan pair(Life web, Life intruder) {
        Plan pair = pair();
        return new Plan(
                2,
                List.of(
                        new Domain("web", 1, 300, 4096, web),
                        new Domain("intruder", 1, 300, 4096, intruder),
                        pair.domains().get(CONSOLE)),
                pair.contexts(),
                pair.guests(),
                pair.devices(),
                pair.channels());
    }

    /** Two guests and no console. */
    static Plan silent() {
        Plan pair = pair();
        return new Plan(
                2, pair.domains().subList(0, 2), pair.contexts().subList(0, 4), pair.guests(), List.of(), List.of());
    }

    /** One guest with places on its first pCPU and turns on another, and no console. */
    static Plan partitioned() {
        return new Plan(
                2,
                List.of(new Domain("web", 1, 300, 4096, Expect.POWER_OFF)),
                List.of(
                        new Context(WEB, Context.Role.HANDLER, 1, 64, 10_000),
                        new Context(WEB, Context.Role.VCPU, 1, 96, 5_000, 20_000, 10_000),
                        new Context(WEB, Context.Role.VCPU, 0, 32, 7_000),
                        new Context(WEB, Context.Role.VCPU, 1, 96, 5_000, 20_000, 15_000)),
                List.of(new Guest(WEB, 12L << 20, 3, 0, OptionalInt.empty(), "")),
                List.of(),
                List.of());
    }
}
