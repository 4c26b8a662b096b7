// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

/**
 * What a manifest says of the machine. Its memory is derived from what the components need.
 *
 * @param pcpus number of pCPUs, each with one hart and one host thread
 */
public record MachineSection(int pcpus) {

    /** The machine of a manifest that says nothing of it: one pCPU. */
    public static final MachineSection DEFAULT = new MachineSection(1);
}
