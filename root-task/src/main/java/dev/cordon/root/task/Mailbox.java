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
import java.util.Optional;

/**
 * Carries records from the portals of one pCPU to the first execution context. It never blocks, and is never too full for the end of a domain: logs take no more than
 * half of it, and the text of an end only what leaves room for the bare ends of all others.
 */
final class Mailbox {

    /** Bytes of memory. */
    static final long SIZE = 256 + (1 << 16);

    /** Bytes before each record: which life of its domain speaks. */
    private static final int LIFE = Integer.BYTES;

    private static final int LOG_RESERVE = 1 << 15;
    private static final int END_RESERVE = 1 << 14;

    private final ByteProducer in;
    private final ByteConsumer out;
    private RunRecordDecoder decoder = new RunRecordDecoder();

    /** The life of the record that is being read, and how many bytes of it are there. */
    private int life;

    private int lifeBytes;

    Mailbox(MemorySegment memory) {
        in = new ByteProducer(memory);
        out = new ByteConsumer(memory);
    }

    /** Hears what was posted. */
    interface Reader {
        /** A record of a domain in one of its lives. */
        void message(int life, RunRecord record);
    }

    /** Puts a record in; for the portals' execution context. Returns false if it was not taken. */
    boolean post(int life, RunRecord message) {
        if (message.kind() == RunRecord.Kind.LOG) {
            return put(life, message.bytes(), LOG_RESERVE);
        }
        return put(life, message.bytes(), END_RESERVE)
                || put(life, new RunRecord(message.kind(), message.domain(), message.reason(), "").bytes(), 0);
    }

    private boolean put(int life, byte[] bytes, int reserve) {
        if (in.room() - LIFE - bytes.length < reserve) {
            return false;
        }
        for (int i = 0; i < LIFE; i++) {
            in.put((byte) (life >> (Byte.SIZE * i)));
        }
        in.put(bytes, 0, bytes.length);
        in.publish();
        return true;
    }

    /** Takes all records out that are there; for the first execution context. Those that come meanwhile wait for its next entry, or one who writes without end would hold it in this one. */
    void collect(Reader reader) {
        byte[] bytes = new byte[1024];
        for (int left = out.available(); left > 0; ) {
            int count = out.peek(bytes, 0, Math.min(left, bytes.length));
            left -= count;
            for (int i = 0; i < count; i++) {
                accept(bytes[i], reader);
            }
            out.take(count);
        }
    }

    private void accept(byte value, Reader reader) {
        if (lifeBytes < LIFE) {
            life |= (value & 0xFF) << (Byte.SIZE * lifeBytes++);
            return;
        }
        Optional<RunRecord> record = decoder.accept(value);
        if (record.isPresent()) {
            int from = life;
            life = 0;
            lifeBytes = 0;
            reader.message(from, record.get());
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
