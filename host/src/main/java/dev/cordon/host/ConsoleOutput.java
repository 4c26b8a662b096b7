// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The stream of what a guest writes: a queue of pieces without bounds, so that no reader can hold up a guest. */
final class ConsoleOutput extends InputStream {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int taken; // bytes of the first piece
    private boolean ended;

    synchronized void append(byte[] piece) {
        if (piece.length > 0) {
            pieces.addLast(piece);
            notifyAll();
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (pieces.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading a console");
            }
        }
        if (pieces.isEmpty()) {
            return -1;
        }
        byte[] first = pieces.getFirst();
        int count = Math.min(length, first.length - taken);
        System.arraycopy(first, taken, bytes, offset, count);
        taken += count;
        if (taken == first.length) {
            pieces.removeFirst();
            taken = 0;
        }
        return count;
    }

    @Override
    public synchronized int available() {
        return pieces.stream().mapToInt(piece -> piece.length).sum() - taken;
    }
}
