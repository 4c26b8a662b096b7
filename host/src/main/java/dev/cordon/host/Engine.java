// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.util.Locale;
import java.util.Optional;

/** How harts execute the software that runs on them. What it does is the same, in virtual time bit for bit; only the speed differs. */
public enum Engine {
    /** Instruction by instruction. */
    INTERPRETER,
    /** What has run often is translated to Java bytecode, which the JVM compiles; the rest is interpreted. */
    TRANSLATOR;

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The engine for one machine: the one that was chosen, or the usual one. */
    static dev.cordon.machine.engine.Engine of(Optional<Engine> chosen) {
        return chosen.map(engine -> dev.cordon.machine.engine.Engine.of(engine.toString()))
                .orElseGet(dev.cordon.machine.engine.Engine::configured);
    }
}
