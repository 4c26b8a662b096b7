// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

/**
 * The unit of the serial line between the console driver and the host: which channel, and its bytes or a credit. On the line it
 * is {@value #HEADER} bytes, kind, channel and length (the latter two as 16 bits, little-endian), and the bytes.
 *
 * @param kind what it is
 * @param channel whose: 0 is the root task's, 1 and up are the clients in the order of the manifest
 * @param length of {@link Kind#DATA}: the number of bytes that follow, 1 to {@value #MAXIMUM_DATA}; of {@link Kind#CREDIT}: how many bytes more
 *     the host may send on the channel, 1 to 65535
 */
public record Frame(Kind kind, int channel, int length) {

    /** Bytes of a header. */
    public static final int HEADER = 5;

    /** The most bytes that one frame carries. */
    public static final int MAXIMUM_DATA = 1024;

    /** The highest channel. */
    public static final int MAXIMUM_CHANNEL = 0xFFFF;

    /** What a frame is. */
    public enum Kind {
        /** Bytes of the channel, either way. */
        DATA(0x81),
        /** Driver to host: more bytes may be sent on the channel. There is none to begin with. */
        CREDIT(0x82);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The first byte of such a frame. */
        int code() {
            return code;
        }
    }

    /** Writes the header into {@code bytes} at {@code offset}. */
    public void writeHeader(byte[] bytes, int offset) {
        bytes[offset] = (byte) kind.code();
        bytes[offset + 1] = (byte) channel;
        bytes[offset + 2] = (byte) (channel >> 8);
        bytes[offset + 3] = (byte) length;
        bytes[offset + 4] = (byte) (length >> 8);
    }

    /** Returns a whole data frame with {@code length} of {@code bytes}. */
    public static byte[] data(int channel, byte[] bytes, int offset, int length) {
        byte[] frame = new byte[HEADER + length];
        new Frame(Kind.DATA, channel, length).writeHeader(frame, 0);
        System.arraycopy(bytes, offset, frame, HEADER, length);
        return frame;
    }
}
