// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * One file out of a Debian package. {@code dpkg-deb} decompresses; the tar archive (POSIX pax(1), ustar) that it gives is
 * read only as far as the wanted member, which for a kernel saves nearly the whole way.
 */
record DebPackage(AptHost host, Path file) {
    private static final int BLOCK = 512;
    private static final int TYPE = 156;

    /** Writes the first regular file whose path matches to {@code target}. */
    void extract(Pattern path, Path target) throws IOException {
        Process process = new ProcessBuilder(host.program("dpkg-deb"), "--fsys-tarfile", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream archive = process.getInputStream()) {
            byte[] header = archive.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                long size = Long.parseLong(text(header, 124, 12).strip(), 8);
                boolean regular = header[TYPE] == '0' || header[TYPE] == 0;
                if (regular && path.matcher(name(header)).matches()) {
                    copy(archive, size, target);
                    return;
                }
                archive.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
                header = archive.readNBytes(BLOCK);
            }
        } catch (EOFException | NumberFormatException e) {
            throw new CordonException("the package " + file.getFileName() + " is damaged; fetch it again");
        } finally {
            process.destroy();
        }
        throw new CordonException("the package " + file.getFileName() + " holds no file " + path);
    }

    private static void copy(InputStream archive, long size, Path target) throws IOException {
        Path growing = target.resolveSibling(target.getFileName() + ".part");
        try (var out = Files.newOutputStream(growing)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int count = archive.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new EOFException();
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return (prefix.isEmpty() ? name : prefix + "/" + name).replaceFirst("^\\./", "");
    }

    private static String text(byte[] header, int offset, int length) {
        String field = new String(header, offset, length, StandardCharsets.UTF_8);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }
}
