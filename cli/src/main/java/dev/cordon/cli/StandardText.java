// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output for text, which remembers why it could not be written: a {@link java.io.PrintWriter} alone knows only that it failed. */
final class StandardText extends FilterOutputStream {
    private Optional<String> failure = Optional.empty();

    StandardText(OutputStream out) {
        super(out);
    }

    static StandardText output() {
        return new StandardText(new FileOutputStream(FileDescriptor.out));
    }

    /** Why some of what was printed is lost. A reader that has gone, as {@code head} does, lost nothing that it wanted. */
    Optional<String> failure() {
        return failure;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            failure = "Broken pipe".equals(why) ? failure : Optional.of(why);
            throw e;
        }
    }
}
