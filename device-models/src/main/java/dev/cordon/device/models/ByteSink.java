// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

/** Takes the bytes that a device sends, in order. */
@FunctionalInterface
public interface ByteSink {

    /** Takes one byte; called in the middle of a register access, so it must neither block nor call the device. */
    void accept(byte value);
}
