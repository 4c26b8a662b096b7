// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.microhypervisor.abi.Status;

/** {@link dev.cordon.microhypervisor.abi.Hypercalls#delegate}. */
final class Delegate extends Hypercall {
    private final Transfer transfer = new Transfer();

    Delegate() {}

    @Override
    int decode(
            HostEc caller, long sourceSpace, long source, long targetSpace, long target, long order, long permissions) {
        Capability from = find(caller, sourceSpace);
        return transfer.prepare(from, source, find(caller, targetSpace), target, order, permissions);
    }

    @Override
    void undo(HostEc caller) {
        transfer.undo();
    }

    @Override
    int commit(HostEc caller) {
        transfer.commit();
        return Status.OK;
    }
}
