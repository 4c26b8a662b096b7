// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.drivers.userlevel.protocol.Frame;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConsoleLineTest {
    private final List<String> heard = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private final ConsoleLine line = new ConsoleLine(
            new ConsoleLine.Listener() {
                @Override
                public void output(int channel, byte[] bytes) {
                    heard.add(channel + ":" + new String(bytes, StandardCharsets.UTF_8));
                }

                @Override
                public void record(RunRecord record) {
                    heard.add(record.kind() + " " + record.domain() + " " + record.text());
                }
            },
            sent::writeBytes);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] data(int channel, byte[] bytes) {
        return Frame.data(channel, bytes, 0, bytes.length);
    }

    private static byte[] credit(int channel, int count) {
        byte[] frame = new byte[Frame.HEADER];
        new Frame(Frame.Kind.CREDIT, channel, count).writeHeader(frame, 0);
        return frame;
    }

    @Test
    void channelsAreToldApart() {
        line.receive(data(1, bytes("one")));
        line.receive(data(2, bytes("two")));
        assertThat(heard).containsExactly("1:one", "2:two");
        assertThat(line.strays()).isZero();
    }

    @Test
    void recordsMayBeCutByFrames() {
        byte[] record = new RunRecord(RunRecord.Kind.LOG, 3, 0, "hello").bytes();
        line.receive(Frame.data(0, record, 0, 4));
        line.receive(data(1, bytes("x")));
        line.receive(Frame.data(0, record, 4, record.length - 4));
        assertThat(heard).containsExactly("1:x", "LOG 3 hello");
    }

    @Test
    void typingWaitsForCredit() throws InterruptedException {
        line.receive(credit(1, 3));
        CompletableFuture<Void> typing = CompletableFuture.runAsync(() -> {
            try {
                line.type(1, bytes("hello"));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        line.receive(credit(2, 100));
        line.receive(credit(1, 2));
        typing.join();
        ByteArrayOutputStream echo = new ByteArrayOutputStream();
        ConsoleLine other = new ConsoleLine(
                new ConsoleLine.Listener() {
                    @Override
                    public void output(int channel, byte[] bytes) {
                        assertThat(channel).isEqualTo(1);
                        echo.writeBytes(bytes);
                    }

                    @Override
                    public void record(RunRecord record) {}
                },
                _ -> {});
        other.receive(sent.toByteArray());
        assertThat(echo.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Property(tries = 50)
    void anyCutOfTheLineGivesTheSameBytes(@ForAll @IntRange(min = 1, max = 9) int piece) {
        heard.clear();
        byte[] whole = data(7, bytes("the quick brown fox"));
        for (int at = 0; at < whole.length; at += piece) {
            line.receive(java.util.Arrays.copyOfRange(whole, at, Math.min(whole.length, at + piece)));
        }
        assertThat(String.join("", heard).replace("7:", "")).isEqualTo("the quick brown fox");
    }
}
