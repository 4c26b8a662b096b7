// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.nio.charset.StandardCharsets;

/**
 * What the root task reports of the run, on channel 0. In the stream of bytes a record is a header of {@value #HEADER} bytes (kind, reason, and domain and length of the text
 * as 16 bits each, little-endian) and the text in UTF-8. Records follow each other without gaps, however frames cut them.
 *
 * <p>A record about a domain comes after everything that the domain wrote on its own channel before.
 *
 * @param kind what happened
 * @param domain to whom: its index in the plan, or {@link #ROOT_TASK}
 * @param reason of {@link Kind#ENDED}, {@link Kind#FAULTED} and {@link Kind#RESTARTING}: the number in {@code RootPortal}, {@link #ABORTED} if a restart follows a fault; of {@link
 *     Kind#FINISHED}: 0 if all ended as expected; else 0
 * @param text more, in lines; at most {@value #MAXIMUM_TEXT} bytes, or it is cut off
 */
public record RunRecord(Kind kind, int domain, int reason, String text) {

    /** Bytes of a header. */
    public static final int HEADER = 6;

    /** The longest text in bytes. */
    public static final int MAXIMUM_TEXT = 4096;

    /** The reason of {@link Kind#RESTARTING} when the domain's program failed. */
    public static final int ABORTED = 255;

    /** Stands for the root task where a domain is named. */
    public static final int ROOT_TASK = 0xFFFF;

    /** What happened. */
    public enum Kind {
        /** The domain was built and runs. */
        STARTED(1),
        /** The domain said that it has ended, and how. */
        ENDED(2),
        /** The domain was aborted, because its program failed. */
        FAULTED(3),
        /** The domain says something to the person who runs the system. */
        LOG(4),
        /** Nothing is left to wait for: the machine powers off. The last record. */
        FINISHED(5),
        /** The domain ended, as in {@link #ENDED}, and is started again since the plan says so. */
        RESTARTING(6),
        /** Nothing of the domain runs until it is resumed. */
        SUSPENDED(7),
        /** The domain goes on. */
        RESUMED(8),
        /** Nothing is left of the domain. */
        REMOVED(9),
        /** The oldest {@link LifeRequest} that was not answered yet, which was about this domain, is done. */
        DONE(10),
        /** The oldest request was declined; the text says why. */
        DECLINED(11);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The kind with the number {@code code}; {@link #LOG} for numbers that there are not. */
        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return LOG;
        }
    }

    /** Returns the bytes of the record. */
    public byte[] bytes() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, MAXIMUM_TEXT);
        byte[] bytes = new byte[HEADER + length];
        bytes[0] = (byte) kind.code;
        bytes[1] = (byte) reason;
        bytes[2] = (byte) domain;
        bytes[3] = (byte) (domain >> 8);
        bytes[4] = (byte) length;
        bytes[5] = (byte) (length >> 8);
        System.arraycopy(utf8, 0, bytes, HEADER, length);
        return bytes;
    }
}
