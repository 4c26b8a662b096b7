// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ByteQueueProperties {

    private static MemorySegment queue(int capacity) {
        return Arena.ofAuto().allocate(ByteQueue.CONTROL_BYTES + capacity, 64);
    }

    @Property(tries = 200)
    void bytesComeOutAsTheyWentIn(@ForAll List<@IntRange(min = -9, max = 9) Integer> steps, @ForAll Random random) {
        MemorySegment memory = queue(16);
        ByteProducer producer = new ByteProducer(memory);
        ByteConsumer consumer = new ByteConsumer(memory);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int step : steps) {
            byte[] bytes = new byte[Math.abs(step)];
            if (step > 0) {
                random.nextBytes(bytes);
                int count = producer.put(bytes, 0, step);
                producer.publish();
                in.write(bytes, 0, count);
            } else {
                int count = consumer.peek(bytes, 0, bytes.length);
                consumer.take(count);
                out.write(bytes, 0, count);
            }
            assertThat(producer.room() + consumer.available()).isEqualTo(16);
        }
        byte[] rest = new byte[16];
        out.write(rest, 0, consumer.peek(rest, 0, 16));
        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    }

    @Property(tries = 200)
    void aHostileConsumerCannotMakeTheProducerThrow(@ForAll long head, @ForAll byte[] bytes) {
        MemorySegment memory = queue(8);
        ByteProducer producer = new ByteProducer(memory);
        producer.put(new byte[5], 0, 5);
        memory.set(ValueLayout.JAVA_LONG, 64, head);
        assertThat(producer.room()).isBetween(0, 8);
        assertThat(producer.put(bytes, 0, bytes.length)).isBetween(0, 8);
    }

    @Property(tries = 200)
    void aHostileProducerCannotMakeTheConsumerThrow(@ForAll long tail) {
        MemorySegment memory = queue(8);
        ByteConsumer consumer = new ByteConsumer(memory);
        memory.set(ValueLayout.JAVA_LONG, 0, tail);
        int count = consumer.available();
        assertThat(count).isBetween(0, 8);
        assertThat(consumer.peek(new byte[8], 0, 8)).isEqualTo(count);
        consumer.take(count);
    }

    @Property(tries = 200)
    void bytesComeOutAsTheyWentInAlsoOfProducersOneAfterTheOther(
            @ForAll List<@IntRange(min = -9, max = 9) Integer> steps, @ForAll Random random) {
        MemorySegment memory = queue(16);
        ByteProducer producer = new ByteProducer(memory);
        ByteConsumer consumer = new ByteConsumer(memory);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int step : steps) {
            byte[] bytes = new byte[Math.abs(step)];
            if (step == 0) {
                producer = new ByteProducer(memory);
                producer.takeUp();
            } else if (step > 0) {
                random.nextBytes(bytes);
                in.write(bytes, 0, producer.put(bytes, 0, step));
                producer.publish();
            } else {
                consumer.listen();
                int count = consumer.peek(bytes, 0, bytes.length);
                consumer.take(count);
                out.write(bytes, 0, count);
            }
        }
        byte[] rest = new byte[16];
        out.write(rest, 0, consumer.peek(rest, 0, 16));
        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
    }

    @Property(tries = 200)
    void whateverAProducerLeavesTheNextOneIsHeard(@ForAll long tail, @ForAll long head, @ForAll long signalled) {
        MemorySegment memory = queue(8);
        ByteConsumer consumer = new ByteConsumer(memory);
        new ByteProducer(memory).put(new byte[5], 0, 5);
        consumer.take(consumer.available());
        memory.set(ValueLayout.JAVA_LONG, 0, tail);
        memory.set(ValueLayout.JAVA_LONG, 64, head);
        memory.set(ValueLayout.JAVA_LONG, 128, signalled);

        ByteProducer next = new ByteProducer(memory);
        next.takeUp();
        consumer.listen(); // for it was signalled
        consumer.take(consumer.available());
        assertThat(next.room()).isEqualTo(8);
        assertThat(next.put((byte) 7)).isTrue();
        assertThat(next.publish()).isTrue();
        assertThat(consumer.available()).isEqualTo(1);
        assertThat(consumer.peek()).isEqualTo(7);
    }

    @Property(tries = 200)
    void whateverAConsumerLeavesTheNextOneHears(@ForAll long tail, @ForAll long head, @ForAll long wanted) {
        MemorySegment memory = queue(8);
        ByteProducer producer = new ByteProducer(memory);
        producer.put(new byte[5], 0, 5);
        producer.publish();
        memory.set(ValueLayout.JAVA_LONG, 0, tail);
        memory.set(ValueLayout.JAVA_LONG, 64, head);
        memory.set(ValueLayout.JAVA_LONG, 192, wanted);

        ByteConsumer next = new ByteConsumer(memory);
        next.takeUp();
        next.listen();
        if (producer.room() == 0) { // for it was signalled; an index that was wrong, but could be, shows a full queue
            next.take(next.available());
        }
        assertThat(producer.room()).isPositive();
        assertThat(producer.put((byte) 7)).isTrue();
        producer.publish();
        next.take(next.available() - 1); // an index that was wrong, but could be, shows bytes again
        assertThat(next.peek()).isEqualTo(7);
        next.take(1);
        assertThat(producer.room()).isEqualTo(8);
    }

    @Example
    void aConsumerThatComesLaterLeavesOutWhatWasThere() {
        MemorySegment memory = queue(8);
        ByteProducer producer = new ByteProducer(memory);
        producer.put(new byte[5], 0, 5);
        producer.publish();
        producer.wantRoom();
        ByteConsumer next = new ByteConsumer(memory);
        next.takeUp();
        assertThat(next.available()).isZero();
        assertThat(producer.room()).isEqualTo(8);
    }

    @Example
    void onlyTheFirstPublicationNeedsASignal() {
        MemorySegment memory = queue(8);
        ByteProducer producer = new ByteProducer(memory);
        ByteConsumer consumer = new ByteConsumer(memory);
        producer.put((byte) 1);
        assertThat(producer.publish()).isTrue();
        producer.put((byte) 2);
        assertThat(producer.publish()).isFalse();
        consumer.listen();
        producer.put((byte) 3);
        assertThat(producer.publish()).isTrue();
        assertThat(consumer.available()).isEqualTo(3);
    }

    @Example
    void aProducerThatWaitsForRoomIsToldOnce() {
        MemorySegment memory = queue(4);
        ByteProducer producer = new ByteProducer(memory);
        ByteConsumer consumer = new ByteConsumer(memory);
        assertThat(producer.put(new byte[6], 0, 6)).isEqualTo(4);
        producer.publish();
        assertThat(consumer.take(1)).isFalse();
        assertThat(producer.put(new byte[1], 0, 1)).isEqualTo(1);
        producer.publish();
        assertThat(producer.wantRoom()).isZero();
        assertThat(consumer.take(2)).isTrue();
        assertThat(consumer.take(1)).isFalse();
        assertThat(producer.room()).isEqualTo(3);
        assertThat(producer.drained()).isFalse();
        consumer.take(1);
        assertThat(producer.drained()).isTrue();
    }

    @Example
    void theCapacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new ByteProducer(queue(12))).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void noByteAndNoWakeUpIsLostBetweenThreads() throws InterruptedException {
        MemorySegment memory = queue(64);
        int total = 200_000;
        Semaphore toConsumer = new Semaphore(0);
        Semaphore toProducer = new Semaphore(0);
        Thread thread = Thread.ofPlatform().start(() -> {
            ByteProducer producer = new ByteProducer(memory);
            for (int sent = 0; sent < total; ) {
                boolean put = producer.put((byte) sent);
                sent += put ? 1 : 0;
                if (!put) {
                    if (producer.publish()) {
                        toConsumer.release();
                    }
                    if (producer.wantRoom() == 0) {
                        toProducer.acquireUninterruptibly();
                    }
                }
            }
            if (producer.publish()) {
                toConsumer.release();
            }
        });
        ByteConsumer consumer = new ByteConsumer(memory);
        int received = 0;
        while (received < total) {
            consumer.listen();
            if (consumer.available() == 0) {
                toConsumer.acquireUninterruptibly();
                continue;
            }
            byte[] bytes = new byte[64];
            int count = consumer.peek(bytes, 0, 64);
            for (int i = 0; i < count; i++) {
                assertThat(bytes[i]).isEqualTo((byte) (received + i));
            }
            received += count;
            if (consumer.take(count)) {
                toProducer.release();
            }
        }
        thread.join();
    }
}
