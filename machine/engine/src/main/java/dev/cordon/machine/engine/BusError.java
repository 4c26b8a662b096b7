// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.io.Serial;

/** An access that nothing answers; the hart turns it into an access fault. It has no stack trace, so it is cheap to throw. */
public final class BusError extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An access fault; it carries nothing but itself, for the hart knows the address. */
    public BusError() {
        super("nothing answers at this physical address", null, false, false);
    }
}
