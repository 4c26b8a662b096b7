// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createPd}. */
final class CreatePd extends Creation {
    private final Kernel kernel;

    CreatePd(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long program, long frames, long objects, long unused) {
        int status = decodeOwner(caller, to, owner, 3);
        if (status != Status.OK) {
            return status;
        }
        if (program < 0 || program >= kernel.programs().size() || frames < 0 || objects < 0) {
            return Status.BAD_ARGUMENT;
        }
        ProtectionDomain pd = new ProtectionDomain(kernel, kernel.programs().get((int) program), frames, objects);
        prepare(caller, pd, ObjectType.PROTECTION_DOMAIN);
        prepare(caller, pd.objects(), ObjectType.OBJECT_SPACE);
        return prepare(caller, pd.memory(), ObjectType.HOST_SPACE);
    }
}
