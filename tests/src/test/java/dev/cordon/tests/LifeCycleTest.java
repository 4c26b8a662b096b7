// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.manifest.Schedule;
import dev.cordon.host.Component;
import dev.cordon.host.Component.Change;
import dev.cordon.host.Component.State;
import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Digest;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Outcome;
import dev.cordon.host.Progress;
import dev.cordon.host.RunListener;
import dev.cordon.host.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Components of a running system are added, removed, suspended, resumed, restarted, and given other schedules. */
@Timeout(300)
class LifeCycleTest {
    /**
     * Never sleeps: says {@code <} if its memory is as it should be at the beginning, {@code !} if somebody has been there, and then the letters from a to z over and over, so
     * that one can see whether it was interrupted.
     */
    private static final String BUSY = """
            _start: la      s0, mark                # nobody was here before
                    ld      t0, 0(s0)
                    li      s1, 0x80380000
                    ld      t1, 0(s1)
                    or      t0, t0, t1
                    li      a0, '<'
                    beqz    t0, fresh
                    li      a0, '!'
            fresh:  sd      s0, 0(s0)
                    sd      s0, 0(s1)
                    call    put
            again:  li      s2, 'a'
            letter: mv      a0, s2
                    call    put
                    li      t0, 3000
            spin:   addi    t0, t0, -1
                    bnez    t0, spin
                    addi    s2, s2, 1
                    li      t0, 'z'
                    ble     s2, t0, letter
                    j       again
            put:    li      a6, 2                   # debug console: write a byte
                    li      a7, 0x4442434e
                    ecall
                    ret
                    .balign 8
            mark:   .dword  0
            """;

    /** Asks for a reboot. */
    private static final String REBOOT = """
            _start: li      a0, 1
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
            """;

    /** Powers off. */
    private static final String OFF = REBOOT.replace("li      a0, 1", "li      a0, 0");

    private static final String CONSOLE = """
              console:
                driver: console
                uses: {uart: machine.uart}
                provides: {port: console-port}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void assemble() throws IOException {
        ElfProgram.write(folder.resolve("busy.elf"), BUSY);
        ElfProgram.write(folder.resolve("reboot.elf"), REBOOT);
        ElfProgram.write(folder.resolve("off.elf"), OFF);
    }

    /** A system of guests: to each name its kernel, and what its component says besides. */
    private Cordon system(Timing timing, int pcpus, String... guests) throws IOException {
        StringBuilder text = new StringBuilder("cordon: 1\nmachine: {pcpus: %d}\ncomponents:\n".formatted(pcpus));
        for (String guest : guests) {
            String[] words = guest.split(" ", 3);
            text.append("  %s:\n    guest: {kernel: %s.elf, memory: 4M}\n".formatted(words[0], words[1]));
            text.append("    uses: {console: console.port}\n");
            for (String line : words.length < 3 ? new String[0] : words[2].split(", ")) {
                text.append("    ").append(line).append('\n');
            }
        }
        Path manifest = Files.writeString(folder.resolve("system.yaml"), text + CONSOLE);
        return Cordon.load(manifest, Progress.SILENT, timing);
    }

    /** What is heard of a run. */
    private static final class Ear implements RunListener {
        private final Map<String, StringBuilder> outputs = new TreeMap<>();
        private final List<String> events = new ArrayList<>();

        @Override
        public synchronized void output(Console console, byte[] written) {
            outputs.computeIfAbsent(console.name(), _ -> new StringBuilder())
                    .append(new String(written, StandardCharsets.US_ASCII));
            notifyAll();
        }

        @Override
        public synchronized void ended(ComponentEnd end) {
            events.add(end.component() + " " + end.reason() + (end.report().isEmpty() ? "" : ": " + end.report()));
        }

        @Override
        public synchronized void restarts(ComponentEnd end) {
            events.add(end.component() + " " + end.reason() + " and starts again");
        }

        @Override
        public synchronized void changed(Component component, State state) {
            if (!component.name().equals("console")) {
                events.add(component.name() + " " + state);
            }
        }

        synchronized String output(String name) {
            return outputs.getOrDefault(name, new StringBuilder()).toString();
        }

        synchronized List<String> events() {
            return List.copyOf(events);
        }

        synchronized void await(BooleanSupplier heard) throws InterruptedException {
            while (!heard.getAsBoolean()) {
                wait();
            }
        }

        /** Waits until a guest has said so many bytes more. */
        void more(String name, int count) throws InterruptedException {
            int before = output(name).length();
            await(() -> output(name).length() >= before + count);
        }
    }

    /** What was said is one life after the other, each in fresh memory, none interrupted. */
    private static void assertWhole(String output) {
        for (String life : output.substring(1).split("<", -1)) {
            String letters = "abcdefghijklmnopqrstuvwxyz".repeat(life.length() / 26 + 1);
            assertThat(life).isEqualTo(letters.substring(0, life.length()));
        }
    }

    @Test
    void whoIsSuspendedSaysNothingAndGoesOnWhereItWasAndOthersNeverNotice() throws Exception {
        Ear ear = new Ear();
        try (Cordon cordon = system(Timing.real(), 2, "one busy", "two busy", "three busy", "four busy")) {
            cordon.start(ear);
            Component one = cordon.component("one");
            Component two = cordon.component("two"); // on the other pCPU
            for (String name : List.of("one", "two", "three", "four")) {
                ear.more(name, 1);
            }
            one.suspend().get();
            assertThat(one.state()).isEqualTo(State.SUSPENDED);
            String saidByOne = ear.output("one");
            two.suspend().get();
            String saidByTwo = ear.output("two");
            ear.more("three", 50);
            ear.more("four", 50);
            assertSilent(saidByOne, ear.output("one"), 1);
            assertSilent(saidByTwo, ear.output("two"), 1);
            two.resume().get();
            ear.more("two", 50);
            assertSilent(saidByOne, ear.output("one"), 1);
            one.resume().get();
            ear.more("one", 50);
            assertThat(one.state()).isEqualTo(State.RUNNING);
            for (String name : List.of("one", "two", "three", "four")) {
                assertThat(ear.output(name)).startsWith("<").doesNotContain("!");
                assertWhole(ear.output(name));
            }
        }
    }

    @Test
    void whoIsRestartedTimeAndAgainFindsItsMemoryEmptyAndLeavesNothingBehind() throws Exception {
        Ear ear = new Ear();
        try (Cordon cordon = system(Timing.real(), 2, "calm busy", "other busy")) {
            cordon.start(ear);
            Component other = cordon.component("other");
            for (int i = 0; i < 100; i++) { // if each left its kernel memory behind, there would be none after thirty
                ear.more("other", i % 3);
                other.restart().get();
            }
            ear.more("other", 30);
            other.remove().get();
            assertThat(other.state()).isEqualTo(State.ABSENT);
            String said = ear.output("other");
            ear.more("calm", 50);
            assertSilent(said, ear.output("other"), 1);
            other.add().get();
            ear.more("other", 30);
            assertThat(ear.output("other")).doesNotContain("!");
            assertWhole(ear.output("other"));
            assertWhole(ear.output("calm"));
            assertThat(ear.output("calm").chars().filter(c -> c == '<')).hasSize(1);
        }
    }

    /** Two harts: the first starts the second, and both never sleep. */
    private static final String PAIR = """
            _start: li      a0, 1                   # hart state management: start hart 1
                    la      a1, second
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x48534d
                    ecall
                    li      s0, '1'
                    j       again
            second: li      s0, '2'
            again:  mv      a0, s0
                    li      a6, 2
                    li      a7, 0x4442434e
                    ecall
                    li      t0, 20000
            spin:   addi    t0, t0, -1
                    bnez    t0, spin
                    j       again
            """;

    @Test
    void aGuestOnSeveralPcpusIsSuspendedOnAllOfThem() throws Exception {
        Path kernel = ElfProgram.write(folder.resolve("pair.elf"), PAIR);
        Ear ear = new Ear();
        GuestOptions options =
                GuestOptions.of(kernel).withMemory(4 << 20).withVcpus(2).withPcpus(2);
        try (Cordon cordon = Cordon.boot(options)) {
            cordon.start(ear);
            Component guest = cordon.component("guest");
            for (int i = 0; i < 3; i++) {
                both(ear);
                guest.suspend().get();
                long instructions = cordon.instructions();
                String said = ear.output("guest");
                for (int j = 0; j < 20; j++) { // the root task and the driver are at work meanwhile
                    assertDeclined(guest, Change.SUSPEND, "guest cannot be suspended: it is suspended already");
                }
                assertThat(cordon.instructions()).isEqualTo(instructions);
                assertSilent(said, ear.output("guest"), 2);
                guest.resume().get();
                both(ear);
                guest.restart().get();
            }
            both(ear);
        }
    }

    /**
     * Nothing was said since, but for what exits were under way: a handler that had begun on another pCPU comes to its end, and each of these guests' exits says one byte.
     *
     * @param exits how many there can have been: one for each vCPU
     */
    private static void assertSilent(String before, String now, int exits) {
        assertThat(now).startsWith(before).hasSizeLessThanOrEqualTo(before.length() + exits);
    }

    /** Waits until both harts have said something more. */
    private static void both(Ear ear) throws InterruptedException {
        int before = ear.output("guest").length();
        ear.await(() -> ear.output("guest").indexOf('1', before) >= 0
                && ear.output("guest").indexOf('2', before) >= 0);
    }

    @Test
    void whoStartsByHandIsAddedByHand() throws Exception {
        Ear ear = new Ear();
        try (Cordon cordon = system(Timing.real(), 1, "first busy expect: running", "later off start: manual")) {
            cordon.start(ear);
            Component later = cordon.component("later");
            ear.more("first", 30);
            assertThat(later.state()).isEqualTo(State.ABSENT);
            later.add().get();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            assertThat(later.state()).isEqualTo(State.ENDED);
        }
    }

    @Test
    void whatIsDeclinedSaysWhy() throws Exception {
        Ear ear = new Ear();
        Component busy;
        try (Cordon cordon = system(Timing.real(), 1, "busy busy")) {
            busy = cordon.component("busy");
            assertDeclined(busy, Change.SUSPEND, "busy cannot be suspended: the run has not begun");
            cordon.start(ear);
            ear.more("busy", 1);
            assertDeclined(busy, Change.ADD, "busy cannot be added: it is there already");
            assertDeclined(busy, Change.RESUME, "busy cannot be resumed: it is not suspended");
            Component console = cordon.component("console");
            for (Change change : List.of(Change.REMOVE, Change.SUSPEND, Change.RESTART)) {
                assertDeclined(
                        console, change, "console cannot be " + change + ": the records of the run go through it");
            }
            assertThatThrownBy(() -> cordon.component("nobody")).hasMessage("no component is called 'nobody'");
        }
        assertDeclined(busy, Change.REMOVE, "busy cannot be removed: the run is over");
    }

    private static void assertDeclined(Component component, Change change, String why) {
        assertThatThrownBy(() -> component.change(change).get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage(why);
    }

    private record Run(Map<String, String> outputs, List<String> events, List<Digest> digests) {}

    /** A whole life, in virtual time. */
    private Run life(long seed) throws Exception {
        Ear ear = new Ear();
        Timing timing = Timing.virtual(seed).verifiedByASecondRun().withLimit(Duration.ofSeconds(5));
        try (Cordon cordon = system(timing, 2, "one busy", "two busy", "three busy start: manual")) {
            List<CompletableFuture<Void>> asked = List.of(
                    cordon.component("one").at(Duration.ofMillis(40), Change.SUSPEND),
                    cordon.component("two").at(Duration.ofMillis(20), Change.RESTART),
                    cordon.component("three").at(Duration.ofMillis(60), Change.ADD),
                    cordon.component("one").at(Duration.ofMillis(90), Change.RESUME),
                    cordon.component("two").at(Duration.ofMillis(90), Change.REMOVE),
                    cordon.component("two").at(Duration.ofMillis(100), Change.ADD),
                    cordon.component("one").at(Duration.ofMillis(130), Change.REMOVE),
                    cordon.component("two").at(Duration.ofMillis(130), Change.SUSPEND),
                    cordon.component("three").at(Duration.ofMillis(130), Change.SUSPEND));
            cordon.start(ear);
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
            assertThat(cordon.divergence()).isEmpty();
            assertThat(cordon.exhausted()).contains("everything waits for something that will not come");
            for (var answer : asked) {
                answer.get();
            }
            Map<String, String> outputs = new TreeMap<>();
            for (String name : List.of("one", "two", "three")) {
                outputs.put(name, ear.output(name));
                assertThat(ear.output(name)).startsWith("<").doesNotContain("!");
                assertWhole(ear.output(name));
            }
            return new Run(outputs, ear.events(), cordon.digests());
        }
    }

    @Test
    void inVirtualTimeALifeIsAFunctionOfItsInputsToo() throws Exception {
        Run first = life(7);
        assertThat(first.events())
                .containsExactly(
                        "one RUNNING",
                        "two RUNNING",
                        "two ABSENT",
                        "two RUNNING",
                        "one SUSPENDED",
                        "three RUNNING",
                        "one RUNNING",
                        "two ABSENT",
                        "two RUNNING",
                        "one ABSENT",
                        "two SUSPENDED",
                        "three SUSPENDED");
        assertThat(first.outputs().getOrDefault("two", "").chars().filter(c -> c == '<'))
                .hasSize(3);
        assertThat(life(7)).isEqualTo(first);
        assertThat(life(8).digests()).isNotEqualTo(first.digests());
    }

    private record Letters(int one, int two) {}

    /** How many letters each of two guests of one pCPU has said, when the first is given this schedule after 50 ms. */
    private Letters letters(String first, Schedule... schedules) throws Exception {
        Ear ear = new Ear();
        Timing timing = Timing.virtual(3).verifiedByASecondRun().withLimit(Duration.ofMillis(300));
        try (Cordon cordon = system(timing, 1, first, "two busy")) {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (Schedule schedule : schedules) {
                asked.add(cordon.component("one").scheduleAt(Duration.ofMillis(50), schedule));
            }
            cordon.start(ear);
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.EXHAUSTED);
            assertThat(cordon.divergence()).isEmpty();
            for (var answer : asked) {
                answer.get();
            }
        }
        assertWhole(ear.output("one"));
        assertWhole(ear.output("two"));
        return new Letters(ear.output("one").length(), ear.output("two").length());
    }

    private static Schedule schedule(int priority, long budget, long period, long offset) {
        return new Schedule(List.of(), priority, budget, period, offset);
    }

    @Test
    void guestsShareTheirTimeOtherwiseWhenTheScheduleIsSwitched() throws Exception {
        Letters turns = letters("one busy");
        assertThat(turns.one()).isBetween(turns.two() / 2, turns.two() * 2);

        Letters reserved = letters("one busy", schedule(16, 1_000, 20_000, -1));
        assertThat(reserved.one()).isLessThan(turns.one() / 2);
        assertThat(reserved.two()).isGreaterThan(turns.two() * 5 / 4);

        Letters placed = letters("one busy", schedule(63, 16_000, 20_000, 2_000));
        assertThat(placed.one()).isGreaterThan(turns.one() * 5 / 4);
        assertThat(placed.two()).isLessThan(turns.two() * 3 / 4);

        String place = "one busy schedule: {budget: 16ms,period: 20ms,offset: 2ms}";
        Letters back = letters(place, schedule(16, 1_000, 20_000, -1), Schedule.DEFAULT);
        assertThat(back.one()).isLessThan(letters(place).one() * 4 / 5);
    }

    @Test
    void aScheduleThatIsDeclinedSaysWhy() throws Exception {
        Ear ear = new Ear();
        try (Cordon cordon =
                system(Timing.real(), 1, "busy busy", "other busy schedule: {budget: 10ms,period: 20ms}")) {
            Component busy = cordon.component("busy");
            assertDeclined(busy.schedule(Schedule.DEFAULT), "the run has not begun");
            cordon.start(ear);
            ear.more("busy", 1);
            assertDeclined(
                    busy.schedule(schedule(16, 10_100, 20_000, -1)),
                    "others leave 50% of pCPU 0: ask for a shorter budget, or a longer period");
            assertDeclined(busy.schedule(schedule(64, 10_000, 20_000, -1)), "a priority is 1 to 63");
            assertDeclined(busy.schedule(schedule(16, 1L << 40, 0, -1)), "a budget is 100 to 1000000 microseconds");
            assertDeclined(
                    busy.schedule(new Schedule(List.of(0), 16, 10_000, 0, -1)), "it stays on its pCPUs, so name none");
            busy.schedule(schedule(16, 9_000, 20_000, -1)).get();
            ear.more("busy", 30);
            busy.restart().get();
            assertDeclined(
                    cordon.component("other").schedule(schedule(16, 12_000, 20_000, -1)), // of its last schedule
                    "others leave 55% of pCPU 0: ask for a shorter budget, or a longer period");
            busy.schedule(schedule(63, 9_000, 20_000, 1_000)).get();
            assertDeclined(
                    cordon.component("other").schedule(schedule(63, 9_000, 20_000, 9_900)),
                    "its place on pCPU 0 would meet that of busy, 1000 to 10000 of each 20000 microseconds: ask for another offset");
            cordon.component("other")
                    .schedule(schedule(63, 9_000, 20_000, 10_000))
                    .get();
            ear.more("busy", 30);
            busy.remove().get();
            assertDeclined(busy.schedule(Schedule.DEFAULT), "it is not there");
        }
    }

    private static void assertDeclined(CompletableFuture<Void> asked, String why) {
        assertThatThrownBy(asked::get)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageEndingWith(" cannot be given another schedule: " + why);
    }

    @Test
    void aGuestThatRebootsIsStartedAgainUntilThatLeadsNowhere() throws Exception {
        Ear ear = new Ear();
        try (Cordon cordon = system(Timing.virtual(1), 1, "again reboot restart: on-reboot", "once off")) {
            cordon.start(ear);
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.UNEXPECTED, 1));
        }
        assertThat(ear.events())
                .filteredOn(event -> event.startsWith("again asked"))
                .containsExactly(
                        "again asked for a reboot and starts again",
                        "again asked for a reboot and starts again",
                        "again asked for a reboot and starts again",
                        "again asked for a reboot and starts again",
                        "again asked for a reboot: it is not started again: none of its last 5 lives lasted a second");
    }
}
