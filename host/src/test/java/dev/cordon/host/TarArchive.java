// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Writes tar archives of small files, as a package holds them. */
final class TarArchive {
    private TarArchive() {}

    static void write(Path archive, Map<String, String> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                byte[] header = new byte[512];
                put(header, 0, file.getKey());
                put(header, 124, String.format("%011o", content.length));
                header[156] = '0';
                put(header, 257, "ustar");
                out.write(header);
                out.write(Arrays.copyOf(content, 512));
            }
            out.write(new byte[1024]);
        }
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
