// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads seconds, with a fraction or without. */
final class SecondsConverter implements ITypeConverter<Double> {
    /** For picocli. */
    SecondsConverter() {}

    @Override
    public Double convert(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no time; write seconds, for instance 2.5");
        }
    }
}
