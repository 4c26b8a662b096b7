// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Quota;
import dev.cordon.capabilities.types.ObjectType;
import dev.cordon.microhypervisor.abi.Status;
import org.jspecify.annotations.Nullable;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#createPd}. */
final class CreatePd extends Creation {
    private final Kernel kernel;
    private @Nullable Quota quota;

    CreatePd(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    int decode(HostEc caller, long to, long owner, long program, long frames, long objects, long unused) {
        quota = null;
        int status = decodeOwner(caller, to, owner, 3);
        if (status != Status.OK) {
            return status;
        }
        if (program < 0 || program >= kernel.programs().size() || frames < 0 || objects < 0) {
            return Status.BAD_ARGUMENT;
        }
        Quota part = owner().quota().part(frames, objects);
        quota = part;
        if (!part.open()) {
            return Status.NO_MEMORY;
        }
        ProtectionDomain pd = new ProtectionDomain(kernel, kernel.programs().get((int) program), part);
        prepare(pd, ObjectType.PROTECTION_DOMAIN);
        prepare(pd.objects(), ObjectType.OBJECT_SPACE);
        return prepare(pd.memory(), ObjectType.HOST_SPACE);
    }

    @Override
    void undo(HostEc caller) {
        if (quota != null) {
            quota.close();
        }
        super.undo(caller);
    }
}
