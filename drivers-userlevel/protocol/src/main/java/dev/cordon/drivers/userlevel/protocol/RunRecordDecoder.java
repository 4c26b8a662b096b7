// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Takes apart the stream of {@link RunRecord}s. */
public final class RunRecordDecoder {

    private final byte[] bytes = new byte[RunRecord.HEADER + 0xFFFF];
    private int count;

    /** A decoder at the beginning of a record. */
    public RunRecordDecoder() {}

    /** Takes the next byte of channel 0; returns the record that it completes, if it does. */
    public Optional<RunRecord> accept(byte value) {
        bytes[count++] = value;
        if (count < RunRecord.HEADER || count < RunRecord.HEADER + unsigned16(4)) {
            return Optional.empty();
        }
        String text = new String(bytes, RunRecord.HEADER, unsigned16(4), StandardCharsets.UTF_8);
        count = 0;
        return Optional.of(new RunRecord(RunRecord.Kind.of(bytes[0]), unsigned16(2), bytes[1] & 0xFF, text));
    }

    private int unsigned16(int index) {
        return (bytes[index] & 0xFF) | (bytes[index + 1] & 0xFF) << 8;
    }
}
