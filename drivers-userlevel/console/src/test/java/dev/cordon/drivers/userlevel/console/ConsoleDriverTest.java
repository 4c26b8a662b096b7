// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ConsoleDriverTest {

    @Example
    void withoutItsDeviceItPrintsNothingAndSaysSo() {
        Bench bench = new Bench(2, false);
        bench.say(1, "hello");
        bench.settle();

        assertThat(bench.heard).isEmpty();
        assertThat(bench.portalCalls).containsExactly(Selectors.ROOT_PORTALS + RootPortal.ENDED);
        assertThat(bench.utcb().argument(0)).isEqualTo(RootPortal.REFUSED);
        assertThat(bench.utcb().text(1)).isEqualTo("the console driver was given no UART");
    }

    @Example
    void eachClientIsHeardOnItsChannel() {
        Bench bench = new Bench(3, true);
        bench.say(1, "one");
        bench.say(2, "two");
        bench.settle();
        bench.say(1, " more");
        bench.settle();

        assertThat(bench.heard(1)).isEqualTo("one more");
        assertThat(bench.heard(2)).isEqualTo("two");
        assertThat(bench.host.skipped()).isZero();
    }

    @Example
    void channelZeroComesAfterWhatWasSaidBefore() {
        Bench bench = new Bench(3, true);
        bench.say(2, "x".repeat(5000));
        bench.say(1, "last words");
        bench.say(0, "ended");
        bench.settle();

        assertThat(bench.order.getLast()).isZero();
        assertThat(bench.heard(0)).isEqualTo("ended");
        assertThat(bench.heard(2)).hasSize(5000);
    }

    @Example
    void aClientThatSaysALotDoesNotSilenceAnother() {
        Bench bench = new Bench(3, true);
        bench.lineRoom(0);
        bench.say(1, "a".repeat(ConsolePort.OUTPUT_CAPACITY));
        bench.say(2, "b");
        bench.settle();
        bench.lineRoom(9000);

        assertThat(bench.heard(2)).isEqualTo("b");
    }

    @Example
    void whileTheLineIsNotReadyNothingIsLost() {
        Bench bench = new Bench(2, true);
        bench.lineRoom(20);
        String text = "0123456789".repeat(900);
        int said = 0;
        for (int i = 0; i < 1000 && bench.heard(1).length() < text.length(); i++) {
            said += bench.say(1, text.substring(said));
            bench.clients.get(1).toPeer().wantRoom();
            bench.settle();
            bench.lineRoom(100);
        }

        assertThat(bench.heard(1)).isEqualTo(text);
        assertThat(bench.signals).containsEntry(1, 2L);
    }

    @Example
    void anEmptyQueueMeansThatTheUartHasAll() {
        Bench bench = new Bench(1, true);
        bench.lineRoom(0);
        bench.say(0, "finished");
        bench.settle();
        assertThat(bench.clients.get(0).toPeer().drained()).isFalse();
        bench.lineRoom(1000);
        assertThat(bench.clients.get(0).toPeer().drained()).isTrue();
        assertThat(bench.heard(0)).isEqualTo("finished");
    }

    @Example
    void theHostMaySendAsMuchAsAClientHasRoomFor() {
        Bench bench = new Bench(3, true);
        assertThat(bench.credits).containsEntry(1, ConsolePort.INPUT_CAPACITY);
        String half = "y".repeat(1024);
        bench.send(1, half);
        bench.send(1, half);
        bench.send(2, "hello");
        bench.settle();

        assertThat(bench.signals).containsEntry(1, 2L).containsEntry(2, 4L);
        assertThat(bench.read(2)).isEqualTo("hello");
        assertThat(bench.credits).containsEntry(1, ConsolePort.INPUT_CAPACITY);
        assertThat(bench.read(1)).isEqualTo(half + half);
        bench.settle();
        assertThat(bench.credits).containsEntry(1, ConsolePort.INPUT_CAPACITY + 2048);
    }

    @Example
    void whatIsSentBeyondTheCreditIsDroppedAndTheOthersGoOn() {
        Bench bench = new Bench(3, true);
        for (int i = 0; i < 5; i++) {
            bench.send(1, "z".repeat(1024));
        }
        bench.send(2, "still here");
        bench.send(77, "nobody");
        bench.settle();

        assertThat(bench.read(1)).isEqualTo("z".repeat(ConsolePort.INPUT_CAPACITY));
        assertThat(bench.read(2)).isEqualTo("still here");
    }

    @Property(tries = 100)
    void aHostileClientHurtsItselfOnly(@ForAll Random random) {
        Bench bench = new Bench(3, true);
        StringBuilder said = new StringBuilder();
        StringBuilder typed = new StringBuilder();
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            long offset = 8L * random.nextInt(ConsolePort.SIZE / 8);
            long control = random.nextInt(8) * 64L + (random.nextBoolean() ? 0 : 8448);
            long value = random.nextBoolean() ? random.nextLong() : random.nextInt(20_000);
            bench.memories.get(1).set(ValueLayout.JAVA_LONG, random.nextBoolean() ? offset : control, value);
            bench.wake();
            String word = "word" + i + " ";
            if (bench.clients.get(2).toPeer().room() > word.length()) {
                said.append(word, 0, bench.say(2, word));
            }
            bench.send(2, "k" + i);
            typed.append("k").append(i);
            bench.settle();
            read.append(bench.read(2));
            bench.settle();
        }

        assertThat(bench.heard(2)).isEqualTo(said.toString());
        assertThat(read.toString()).isEqualTo(typed.toString());
        assertThat(bench.host.skipped()).isZero();
    }

    @Property(tries = 50)
    void anyBytesOnTheLineAreSurvived(@ForAll byte[] noise) {
        Bench bench = new Bench(2, true);
        for (byte value : noise) {
            bench.raw(value);
        }
        bench.say(1, "alive");
        bench.settle();
        assertThat(bench.heard(1)).isEqualTo("alive");
    }

    @Property(tries = 50)
    void aDriverGoesOnFromTheSavedStateOfAnother(@ForAll Random random) {
        Bench bench = new Bench(3, true);
        StringBuilder said = new StringBuilder();
        StringBuilder typed = new StringBuilder();
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String words = "lorem ipsum ".repeat(random.nextInt(40));
            said.append(words, 0, bench.say(1, words));
            bench.lineRoom(random.nextInt(400));
            bench.send(1, "t" + i);
            typed.append("t").append(i);
            bench.settle();
            Deque<Long> state = new ArrayDeque<>();
            bench.driver.save(state::add);
            bench.driver = new ConsoleDriver();
            bench.driver.restore(state::remove);
            assertThat(state).isEmpty();
            read.append(bench.read(1));
        }
        bench.wake();
        bench.lineRoom(1 << 20);
        bench.settle();
        read.append(bench.read(1));

        assertThat(bench.heard(1)).isEqualTo(said.toString());
        assertThat(read.toString()).isEqualTo(typed.toString());
    }
}
