// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * An IMSIC whose files have one identity to report, as a test sets it, and registers that keep what is written. Messages set the
 * identity of a file when they are absorbed, one message each time.
 */
final class TestImsic implements IncomingMsiController {
    /** Sets what a file reports. */
    record Message(int file, int identity) {}

    final Map<Integer, Integer> identities = new HashMap<>();
    final Map<String, Long> registers = new HashMap<>();
    final Queue<Message> messages = new ArrayDeque<>();
    private final int guests;

    TestImsic(int guests) {
        this.guests = guests;
    }

    /** The same with a file that has an identity pending and enabled. */
    TestImsic with(int file, int identity) {
        identities.put(file, identity);
        return this;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public int guests() {
        return guests;
    }

    @Override
    public void absorb() {
        Message message = messages.poll();
        if (message != null) {
            identities.put(message.file, message.identity);
        }
    }

    @Override
    public long signals() {
        long signals = 0;
        for (int file = 0; file <= guests; file++) {
            signals |= identities.getOrDefault(file, 0) != 0 ? 1L << file : 0;
        }
        return signals;
    }

    @Override
    public boolean machineSignal() {
        return identities.getOrDefault(MACHINE, 0) != 0;
    }

    @Override
    public long top(int file) {
        long identity = identities.getOrDefault(file, 0);
        return identity << 16 | identity;
    }

    @Override
    public void claim(int file) {
        identities.remove(file);
    }

    @Override
    public long read(int file, int select) {
        return registers.getOrDefault(file + ":" + Integer.toHexString(select), 0L);
    }

    @Override
    public void write(int file, int select, long value) {
        registers.put(file + ":" + Integer.toHexString(select), value);
    }
}
