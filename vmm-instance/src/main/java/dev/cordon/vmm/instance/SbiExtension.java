// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Utcb;

/** One extension of the supervisor binary interface. */
interface SbiExtension {
    /** What a call returns if it succeeded and has no value. */
    long SUCCESS = 0;

    /** SBI_ERR_FAILED. */
    long FAILED = -1;
    /** SBI_ERR_NOT_SUPPORTED. */
    long NOT_SUPPORTED = -2;
    /** SBI_ERR_INVALID_PARAM. */
    long INVALID_PARAMETER = -3;
    /** SBI_ERR_INVALID_ADDRESS. */
    long INVALID_ADDRESS = -5;
    /** SBI_ERR_ALREADY_AVAILABLE. */
    long ALREADY_AVAILABLE = -6;

    /** The hart does not come back from the call; the reply is complete. */
    long NO_RETURN = Long.MIN_VALUE;

    /** The extension's number (EID). */
    long id();

    /**
     * Serves one call. The arguments are in a0 to a5 of {@code utcb}; what the reply needs beside a0, a1 and pc is added to its groups.
     *
     * @param function the function's number (FID), whatever the guest put there
     * @return the value, 0 or greater, or one of the error codes, or {@link #NO_RETURN}
     */
    long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function);
}
