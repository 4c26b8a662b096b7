// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.drivers.userlevel.protocol.Frame;
import dev.cordon.drivers.userlevel.protocol.FrameDecoder;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.drivers.userlevel.protocol.RunRecordDecoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The host's end of the serial line that leads to the console driver ({@code docs/console.md}): takes frames apart, and sends
 * what is typed in frames, no more than the driver has given credit for.
 */
final class ConsoleLine {
    /** Where the line's bytes go; they are the UART's input. */
    interface Transmitter {
        void send(byte[] bytes) throws InterruptedException;
    }

    /** Hears what comes in, on the thread that feeds {@link #receive}. */
    interface Listener {
        /** Bytes of a client's channel. */
        void output(int channel, byte[] bytes);

        /** A record of the root task's. */
        void record(RunRecord record);
    }

    private static final int ROOT_TASK = 0;

    private final Listener listener;
    private final Transmitter transmitter;
    private final RunRecordDecoder records = new RunRecordDecoder();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(); // of dataChannel, not handed on yet
    private int dataChannel = ROOT_TASK;
    private final Map<Integer, Integer> credits = new HashMap<>(); // guarded by itself
    private final Object sending = new Object(); // frames go out one at a time

    private final FrameDecoder decoder = new FrameDecoder(new Frames());

    ConsoleLine(Listener listener, Transmitter transmitter) {
        this.listener = listener;
        this.transmitter = transmitter;
    }

    /** Takes what the UART sent, in order. One thread at a time. */
    void receive(byte[] bytes) {
        for (byte octet : bytes) {
            decoder.accept(octet);
        }
        handOn();
    }

    /** Hands on what has been gathered of one channel. */
    private void handOn() {
        if (data.size() > 0) {
            listener.output(dataChannel, data.toByteArray());
            data.reset();
        }
    }

    /** How many bytes came that belonged to no frame: a defect of the driver, if not 0. */
    long strays() {
        return decoder.skipped();
    }

    /** Sends bytes on a channel; waits for credit. Any thread but the one that feeds {@link #receive}. */
    void type(int channel, byte[] typed) throws InterruptedException {
        for (int sent = 0; sent < typed.length; ) {
            int length = takeCredit(channel, Math.min(typed.length - sent, Frame.MAXIMUM_DATA));
            synchronized (sending) {
                transmitter.send(Frame.data(channel, typed, sent, length));
            }
            sent += length;
        }
    }

    /** Sends as much of {@code typed} on a channel as there is credit for, and returns how many bytes that is. */
    int typeAtOnce(int channel, byte[] typed) throws InterruptedException {
        int length;
        synchronized (credits) {
            length = Math.min(typed.length, credits.getOrDefault(channel, 0));
        }
        if (length > 0) {
            type(channel, Arrays.copyOf(typed, length));
        }
        return length;
    }

    /** Waits until there is credit and takes at most {@code wanted} of it. */
    private int takeCredit(int channel, int wanted) throws InterruptedException {
        synchronized (credits) {
            while (credits.getOrDefault(channel, 0) == 0) {
                credits.wait();
            }
            int taken = Math.min(wanted, credits.getOrDefault(channel, 0));
            credits.merge(channel, -taken, Integer::sum);
            return taken;
        }
    }

    private final class Frames implements FrameDecoder.Listener {
        @Override
        public void data(int channel, byte value) {
            if (channel != dataChannel) {
                handOn();
                dataChannel = channel;
            }
            if (channel == ROOT_TASK) {
                records.accept(value).ifPresent(listener::record);
            } else {
                data.write(value);
            }
        }

        @Override
        public void credit(int channel, int count) {
            synchronized (credits) {
                credits.merge(channel, count, Integer::sum);
                credits.notifyAll();
            }
        }
    }
}
