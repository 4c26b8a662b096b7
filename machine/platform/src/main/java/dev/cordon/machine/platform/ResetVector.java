// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a hart executes first: code in read-only memory that hands over to firmware.
 *
 * <p>It jumps to {@code start} with the hart's number in a0, the device tree in a1, and in a2 the {@code
 * fw_dynamic_info} by which OpenSBI's dynamic firmware learns what to start next (OpenSBI, docs/firmware/fw_dynamic.md).
 *
 * @param start physical address that the harts jump to
 * @param deviceTree physical address of the flattened device tree
 * @param next physical address that the firmware is to start in S-mode, 0 for nothing
 */
record ResetVector(long start, long deviceTree, long next) {

    private static final int CODE = 24;
    private static final long DYNAMIC_INFO_MAGIC = 0x4942534f; // "OSBI"
    private static final long DYNAMIC_INFO_VERSION = 2;
    private static final long NEXT_MODE_SUPERVISOR = 1;

    /** The contents of the read-only memory. */
    byte[] contents() {
        return ByteBuffer.allocate(CODE + 8 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x0000_0297) //   auipc t0, 0
                .putInt(0x0282_8613) //   addi  a2, t0, 40
                .putInt(0xf140_2573) //   csrr  a0, mhartid
                .putInt(0x0202_b583) //   ld    a1, 32(t0)
                .putInt(0x0182_b283) //   ld    t0, 24(t0)
                .putInt(0x0002_8067) //   jr    t0
                .putLong(start) //        24
                .putLong(deviceTree) //   32
                .putLong(DYNAMIC_INFO_MAGIC) // 40: fw_dynamic_info
                .putLong(DYNAMIC_INFO_VERSION)
                .putLong(next)
                .putLong(NEXT_MODE_SUPERVISOR)
                .putLong(0) // options: none
                .putLong(0) // the hart that boots
                .array();
    }
}
