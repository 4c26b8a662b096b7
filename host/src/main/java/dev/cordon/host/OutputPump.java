// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.ByteSink;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes the bytes that harts send to the UART, one by one, and hands them on in larger pieces, on a thread of its own: a
 * slow reader does not hold up a hart until a good deal is waiting.
 */
final class OutputPump implements ByteSink {
    private static final int CAPACITY = 1 << 20;

    private final Consumer<byte[]> reader;
    private final Thread thread =
            Thread.ofPlatform().name("console-output").daemon().unstarted(this::pump);
    private byte[] waiting = new byte[1 << 12];
    private int count;
    private boolean closed;

    OutputPump(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    void start() {
        thread.start();
    }

    /** Takes a byte; blocks while the reader is hopelessly behind, as a real line with flow control would. */
    @Override
    public synchronized void accept(byte value) {
        while (count == CAPACITY && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = value;
        if (count == 1) {
            notifyAll();
        }
    }

    /** Waits until everything that has come so far is handed on. Nothing may come afterwards. */
    void drain() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join();
    }

    private void pump() {
        byte[] piece = take();
        while (piece.length > 0) {
            reader.accept(piece);
            piece = take();
        }
    }

    /** What is waiting, once there is something; empty at the end. */
    private synchronized byte[] take() {
        while (count == 0 && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                return new byte[0];
            }
        }
        byte[] piece = Arrays.copyOf(waiting, count);
        count = 0;
        notifyAll();
        return piece;
    }
}
