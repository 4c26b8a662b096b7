// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.time.Duration;
import java.util.Optional;

/** Which time a run keeps. */
public sealed interface Timing {
    /** The host's clock; every pCPU has a thread of its own. */
    record Real() implements Timing {}

    /**
     * Time that is counted in instructions, on one thread: a run is a function of its inputs and the seed, bit for bit.
     *
     * @param seed draws how long the turns of the pCPUs are, and permutes their order in each round
     * @param verified whether the run is made twice, side by side, and ends where the two differ ({@link Cordon#divergence})
     * @param limit the virtual time at which the run ends at the latest
     */
    record Virtual(long seed, boolean verified, Optional<Duration> limit) implements Timing {
        /** The same, made twice. */
        public Virtual verifiedByASecondRun() {
            return new Virtual(seed, true, limit);
        }

        /** The same with a limit. */
        public Virtual withLimit(Duration virtualTime) {
            return new Virtual(seed, verified, Optional.of(virtualTime));
        }
    }

    /** The host's clock. */
    static Timing real() {
        return new Real();
    }

    /** Virtual time, for a run that is made once and has no limit. */
    static Virtual virtual(long seed) {
        return new Virtual(seed, false, Optional.empty());
    }
}
