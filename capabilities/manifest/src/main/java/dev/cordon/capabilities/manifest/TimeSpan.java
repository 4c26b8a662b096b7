// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 500us}, {@code 10ms}, {@code 1s}. */
final class TimeSpan {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,30})(us|ms|s)");

    private TimeSpan() {}

    /** Reads a time as microseconds, {@link Long#MAX_VALUE} standing for all that are more; empty if the text is no time. */
    static OptionalLong parse(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (matcher.group(2)) {
            case "us" -> 1;
            case "ms" -> 1_000;
            default -> 1_000_000;
        };
        BigInteger time = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        return OptionalLong.of(time.bitLength() < Long.SIZE ? time.longValue() : Long.MAX_VALUE);
    }

    /** Writes a time in the largest unit of which it is a whole number. */
    static String format(long microseconds) {
        if (microseconds % 1_000_000 == 0 && microseconds != 0) {
            return microseconds / 1_000_000 + "s";
        }
        return microseconds % 1_000 == 0 ? microseconds / 1_000 + "ms" : microseconds + "us";
    }
}
