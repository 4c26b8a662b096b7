// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** The table of hypercalls. {@link Hypercalls} documents arguments, permissions and effects; arguments that an operation does not name are ignored. */
public enum Operation {
    CALL(0),
    CREATE_PD(1),
    CREATE_GUEST_SPACE(2),
    CREATE_HOST_EC(3),
    CREATE_VCPU(4),
    CREATE_SC(5),
    CREATE_PORTAL(6),
    CREATE_NOTIFICATION(7),
    DELEGATE(8),
    REVOKE(9),
    SIGNAL(10),
    BIND_INTERRUPT(11),
    ACKNOWLEDGE(12),
    INJECT(13),
    RECALL(14),
    CONTROL_SC(15),
    CREATE_DMA_SPACE(16),
    ASSIGN_DEVICE(17);

    private final int number;

    Operation(int number) {
        this.number = number;
    }

    /** The number by which a program names the operation. */
    public int number() {
        return number;
    }
}
