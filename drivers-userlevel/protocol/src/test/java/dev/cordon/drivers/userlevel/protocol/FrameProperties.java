// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class FrameProperties {

    /** Collects what it is told. */
    private static final class Log implements FrameDecoder.Listener {
        private final Map<Integer, ByteArrayOutputStream> data = new TreeMap<>();
        private final List<String> events = new ArrayList<>();

        @Override
        public void data(int channel, byte value) {
            data.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).write(value);
        }

        @Override
        public void credit(int channel, int count) {
            events.add("credit " + channel + " " + count);
        }
    }

    @Property(tries = 200)
    void framesKeepChannelsApart(@ForAll @Size(max = 20) List<byte[]> pieces) {
        Log log = new Log();
        FrameDecoder decoder = new FrameDecoder(log);
        Map<Integer, ByteArrayOutputStream> sent = new TreeMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            byte[] piece = pieces.get(i);
            if (piece.length == 0 || piece.length > Frame.MAXIMUM_DATA) {
                continue;
            }
            int channel = i % 3 * 300;
            sent.computeIfAbsent(channel, _ -> new ByteArrayOutputStream()).writeBytes(piece);
            for (byte value : Frame.data(channel, piece, 0, piece.length)) {
                decoder.accept(value);
            }
        }
        assertThat(decoder.skipped()).isZero();
        assertThat(log.data.keySet()).isEqualTo(sent.keySet());
        log.data.forEach((channel, bytes) -> assertThat(bytes.toByteArray())
                .isEqualTo(Objects.requireNonNull(sent.get(channel)).toByteArray()));
    }

    @Property(tries = 200)
    void anyBytesCanBeDecoded(@ForAll byte[] bytes) {
        FrameDecoder decoder = new FrameDecoder(new Log());
        for (byte value : bytes) {
            decoder.accept(value);
        }
    }

    @Property(tries = 200)
    void aDecoderGoesOnFromItsSavedState(@ForAll byte[] bytes) {
        Log whole = new Log();
        Log parts = new Log();
        FrameDecoder one = new FrameDecoder(whole);
        FrameDecoder other = new FrameDecoder(parts);
        for (byte value : Frame.data(7, new byte[20], 0, 20)) {
            one.accept(value);
            long[] state = other.save();
            other = new FrameDecoder(parts);
            other.restore(state);
            other.accept(value);
        }
        for (byte value : bytes) {
            one.accept(value);
            long[] state = other.save();
            other = new FrameDecoder(parts);
            other.restore(state);
            other.accept(value);
        }
        assertThat(parts.data.keySet()).isEqualTo(whole.data.keySet());
        assertThat(parts.events).isEqualTo(whole.events);
        assertThat(other.skipped()).isEqualTo(one.skipped());
    }

    @Example
    void aCreditCarriesNoBytes() {
        Log log = new Log();
        FrameDecoder decoder = new FrameDecoder(log);
        byte[] header = new byte[Frame.HEADER];
        new Frame(Frame.Kind.CREDIT, 0x1234, 0xABCD).writeHeader(header, 0);
        for (byte value : header) {
            decoder.accept(value);
        }
        for (byte value : Frame.data(1, new byte[] {'x'}, 0, 1)) {
            decoder.accept(value);
        }
        assertThat(log.data.keySet()).containsExactly(1);
        assertThat(log.events).containsExactly("credit 4660 43981");
    }

    @Example
    void theLineIsAsDocumented() {
        byte[] frame = Frame.data(0x0102, new byte[] {'h', 'i'}, 0, 2);
        assertThat(frame).containsExactly(0x81, 0x02, 0x01, 0x02, 0x00, 'h', 'i');
    }

    @Property(tries = 200)
    void recordsComeOutAsTheyWentIn(@ForAll @Size(max = 8) List<String> texts) {
        RunRecordDecoder decoder = new RunRecordDecoder();
        RunRecord.Kind[] kinds = RunRecord.Kind.values();
        List<RunRecord> sent = new ArrayList<>();
        List<RunRecord> received = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).replaceAll("[^ -~\u00e9\n]", "?");
            String fit = text.substring(0, Math.min(text.length(), RunRecord.MAXIMUM_TEXT / 4));
            RunRecord sample = new RunRecord(kinds[i % kinds.length], i == 0 ? RunRecord.ROOT_TASK : i, i, fit);
            sent.add(sample);
            for (byte value : sample.bytes()) {
                decoder.accept(value).ifPresent(received::add);
            }
        }
        assertThat(received).isEqualTo(sent);
    }

    @Property(tries = 100)
    void anyBytesCanBeReadAsRecords(@ForAll byte[] bytes) {
        RunRecordDecoder decoder = new RunRecordDecoder();
        for (byte value : bytes) {
            decoder.accept(value);
        }
    }
}
