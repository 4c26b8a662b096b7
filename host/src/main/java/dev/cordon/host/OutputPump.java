// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.ByteSink;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes the bytes that harts send to the UART, one by one, and hands them on in larger pieces, on a thread of its own. It
 * never holds up a hart: when the reader is behind, {@link #ready} says so to the UART, and software waits by itself.
 */
final class OutputPump implements ByteSink {
    /** With so many bytes waiting, the line is not ready. */
    private static final int READY_BELOW = 1 << 20;

    /** With so many bytes waiting, more are lost: software did not look whether the line was ready. */
    private static final int CAPACITY = 1 << 22;

    private final Consumer<byte[]> reader;
    private final Thread thread =
            Thread.ofPlatform().name("console-output").daemon().unstarted(this::pump);
    private volatile Runnable readyChanged = () -> {};
    private byte[] waiting = new byte[1 << 12];
    private int count;
    private boolean closed;

    OutputPump(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    /** Starts handing on. From now on {@code readyChanged} is told when {@link #ready} may answer otherwise, without a lock of this. */
    void start(Runnable readyChanged) {
        this.readyChanged = readyChanged;
        thread.start();
    }

    /** Whether the line takes bytes. */
    synchronized boolean ready() {
        return count < READY_BELOW;
    }

    @Override
    public void accept(byte value) {
        if (append(value) == READY_BELOW) {
            readyChanged.run();
        }
    }

    /** Returns how many bytes wait. */
    private synchronized int append(byte value) {
        if (count == CAPACITY) {
            return count;
        }
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = value;
        if (count == 1) {
            notifyAll();
        }
        return count;
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
            if (piece.length >= READY_BELOW) {
                readyChanged.run();
            }
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
        return piece;
    }
}
