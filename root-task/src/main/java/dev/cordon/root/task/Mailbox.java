// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.drivers.userlevel.protocol.ByteConsumer;
import dev.cordon.drivers.userlevel.protocol.ByteProducer;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.drivers.userlevel.protocol.RunRecordDecoder;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Carries records from the portals of one pCPU to the first execution context. It never blocks, and is never too full for the end of a domain: logs take no more than
 * half of it, and the text of an end only what leaves room for the bare ends of all others.
 */
final class Mailbox {

    /** Bytes of memory. */
    static final long SIZE = 256 + (1 << 16);

    private static final int LOG_RESERVE = 1 << 15;
    private static final int END_RESERVE = 1 << 14;

    private final ByteProducer in;
    private final ByteConsumer out;
    private RunRecordDecoder decoder = new RunRecordDecoder();

    Mailbox(MemorySegment memory) {
        in = new ByteProducer(memory);
        out = new ByteConsumer(memory);
    }

    /** Puts a record in; for the portals' execution context. Returns false if it was not taken. */
    boolean post(RunRecord message) {
        if (message.kind() == RunRecord.Kind.LOG) {
            return put(message.bytes(), LOG_RESERVE);
        }
        return put(message.bytes(), END_RESERVE)
                || put(new RunRecord(message.kind(), message.domain(), message.reason(), "").bytes(), 0);
    }

    private boolean put(byte[] bytes, int reserve) {
        if (in.room() - bytes.length < reserve) {
            return false;
        }
        in.put(bytes, 0, bytes.length);
        in.publish();
        return true;
    }

    /** Takes all records out; for the first execution context. */
    void collect(Consumer<RunRecord> reader) {
        byte[] bytes = new byte[1024];
        for (int count = out.peek(bytes, 0, bytes.length); count > 0; count = out.peek(bytes, 0, bytes.length)) {
            for (int i = 0; i < count; i++) {
                decoder.accept(bytes[i]).ifPresent(reader);
            }
            out.take(count);
        }
    }

    void save(StateWriter writer) {
        writer.word(in.position());
        writer.word(out.position());
    }

    void restore(StateReader reader) {
        in.position(reader.word());
        out.position(reader.word());
        decoder = new RunRecordDecoder(); // records are posted whole, so it is between two
    }
}
