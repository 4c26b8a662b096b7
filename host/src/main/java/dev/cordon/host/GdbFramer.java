// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Packets of the GDB remote serial protocol in a stream of bytes: {@code $content#checksum} (GDB manual, "Remote Protocol:
 * Overview"). Whatever comes in, it only ever waits for the next packet.
 */
final class GdbFramer {
    /** Bytes of content at most. */
    static final int LIMIT = 0x4000;

    private static final int ESCAPE = '}';
    private static final int ESCAPE_FLIP = 0x20;

    /** What a byte has completed. */
    enum Found {
        NOTHING,
        /** A packet, whose {@link #content} can be taken. */
        PACKET,
        /** A packet that is damaged or too long. */
        DAMAGED,
        INTERRUPT,
        ACKNOWLEDGED,
        REFUSED
    }

    private enum Place {
        OUTSIDE,
        CONTENT,
        FIRST_DIGIT,
        SECOND_DIGIT
    }

    private Place place = Place.OUTSIDE;
    private final StringBuilder content = new StringBuilder();
    private int sum;
    private int firstDigit;
    private boolean tooLong;

    /** Nothing received yet. */
    GdbFramer() {}

    /** The content of a packet around {@code content}, which is Latin-1, as it is sent. */
    static byte[] frame(String content) {
        StringBuilder packet = new StringBuilder("$");
        int sum = 0;
        for (int i = 0; i < content.length(); i++) {
            char octet = content.charAt(i);
            if (octet == '$' || octet == '#' || octet == ESCAPE || octet == '*') {
                packet.append((char) ESCAPE);
                sum += ESCAPE;
                octet = (char) (octet ^ ESCAPE_FLIP);
            }
            packet.append(octet);
            sum += octet;
        }
        packet.append('#').append(HexFormat.of().toHexDigits((byte) sum));
        return packet.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Takes the next byte, 0 to 255. */
    Found feed(int octet) {
        return switch (place) {
            case OUTSIDE -> outside(octet);
            case CONTENT -> inside(octet);
            case FIRST_DIGIT -> {
                firstDigit = octet;
                place = Place.SECOND_DIGIT;
                yield Found.NOTHING;
            }
            case SECOND_DIGIT -> {
                place = Place.OUTSIDE;
                int told = Character.digit(firstDigit, 16) << 4 | Character.digit(octet, 16);
                yield told == (sum & 0xff) && !tooLong ? Found.PACKET : Found.DAMAGED;
            }
        };
    }

    private Found outside(int octet) {
        switch (octet) {
            case '$' -> begin();
            case 3 -> {
                return Found.INTERRUPT;
            }
            case '+' -> {
                return Found.ACKNOWLEDGED;
            }
            case '-' -> {
                return Found.REFUSED;
            }
            default -> {} // noise
        }
        return Found.NOTHING;
    }

    private Found inside(int octet) {
        if (octet == '$') {
            begin(); // the rest of the last one is lost
        } else if (octet == '#') {
            place = Place.FIRST_DIGIT;
        } else {
            sum += octet;
            tooLong |= content.length() == LIMIT;
            if (!tooLong) {
                content.append((char) octet);
            }
        }
        return Found.NOTHING;
    }

    private void begin() {
        place = Place.CONTENT;
        content.setLength(0);
        sum = 0;
        tooLong = false;
    }

    /** The content of the last packet, escapes resolved. */
    String content() {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < content.length(); i++) {
            boolean escaped = content.charAt(i) == ESCAPE && i + 1 < content.length();
            plain.append(escaped ? (char) (content.charAt(++i) ^ ESCAPE_FLIP) : content.charAt(i));
        }
        return plain.toString();
    }
}
