// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.capabilities.manifest.MemorySize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes as manifests write them: 256M, 1G, 65536. */
final class MemoryConverter implements ITypeConverter<Long> {
    /** For picocli. */
    MemoryConverter() {}

    @Override
    public Long convert(String text) {
        return MemorySize.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no size; write for instance 256M"));
    }
}
