// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

/**
 * Takes frames apart, byte by byte. What does not begin like a frame is skipped, and counted, until something does; on a line that loses
 * nothing that does not happen.
 */
public final class FrameDecoder {

    /** Is told what the decoder finds. */
    public interface Listener {

        /** The next byte of {@code channel}. */
        void data(int channel, byte value);

        /** {@code count} more bytes may be sent on {@code channel}. */
        void credit(int channel, int count);
    }

    private final Listener listener;
    private final byte[] header = new byte[Frame.HEADER];
    private int headerBytes;
    private int channel;
    private int dataLeft;
    private long skipped;

    /** A decoder at the beginning of a frame. */
    public FrameDecoder(Listener listener) {
        this.listener = listener;
    }

    /** Takes the next byte of the line. */
    public void accept(byte value) {
        if (dataLeft > 0) {
            listener.data(channel, value);
            dataLeft--;
            return;
        }
        header[headerBytes++] = value;
        if (!begins()) {
            skipped += headerBytes;
            headerBytes = 0;
        } else if (headerBytes == Frame.HEADER) {
            headerBytes = 0;
            header();
        }
    }

    /** How many bytes were no part of a frame. */
    public long skipped() {
        return skipped;
    }

    private boolean begins() {
        int code = header[0] & 0xFF;
        return code == Frame.Kind.DATA.code() || code == Frame.Kind.CREDIT.code();
    }

    private void header() {
        channel = unsigned16(1);
        int length = unsigned16(3);
        if ((header[0] & 0xFF) == Frame.Kind.CREDIT.code()) {
            listener.credit(channel, length);
        } else if (length >= 1 && length <= Frame.MAXIMUM_DATA) {
            dataLeft = length;
        } else {
            skipped += Frame.HEADER;
        }
    }

    private int unsigned16(int index) {
        return (header[index] & 0xFF) | (header[index + 1] & 0xFF) << 8;
    }

    /** The state between two bytes, in {@value #STATE_WORDS} words. */
    public long[] save() {
        long[] state = new long[STATE_WORDS];
        for (int i = 0; i < Frame.HEADER; i++) {
            state[0] |= (header[i] & 0xFFL) << (Byte.SIZE * i);
        }
        state[1] = headerBytes;
        state[2] = channel;
        state[3] = dataLeft;
        state[4] = skipped;
        return state;
    }

    /** Takes up a state that {@link #save} returned. */
    public void restore(long[] state) {
        for (int i = 0; i < Frame.HEADER; i++) {
            header[i] = (byte) (state[0] >> (Byte.SIZE * i));
        }
        headerBytes = (int) state[1];
        channel = (int) state[2];
        dataLeft = (int) state[3];
        skipped = state[4];
    }

    /** Words of state. */
    public static final int STATE_WORDS = 5;
}
