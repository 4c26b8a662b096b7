// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 256M}, {@code 16MiB}, {@code 4096}. */
public final class MemorySize {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,30})(?:([KMG])(?:iB)?)?");

    private MemorySize() {}

    /**
     * Reads a size: a number of bytes, or a number followed by {@code K}, {@code M}, {@code G}, {@code KiB}, {@code MiB} or
     * {@code GiB}, all powers of two.
     *
     * @return bytes, {@link Long#MAX_VALUE} standing for all that are more; empty if the text is no size
     */
    public static OptionalLong parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String unit = matcher.group(2);
        int shift = unit == null ? 0 : 10 * (1 + "KMG".indexOf(unit));
        BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(shift);
        return OptionalLong.of(bytes.bitLength() < Long.SIZE ? bytes.longValue() : Long.MAX_VALUE);
    }

    /** Writes a size in the largest unit of which it is a whole number, for instance {@code 256M}. */
    public static String format(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(3, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >>> (10 * unit))
                + switch (unit) {
                    case 1 -> "K";
                    case 2 -> "M";
                    case 3 -> "G";
                    default -> " bytes";
                };
    }
}
