// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlanProperties {

    @Property(tries = 300)
    void whatIsWrittenReadsBackEqual(@ForAll("plans") Plan plan) {
        assertThat(read(PlanWriter.write(plan))).contains(plan);
    }

    @Property(tries = 300)
    void whatReadsIsTheOneEncodingOfItsPlan(@ForAll("plans") Plan plan, @ForAll Random random) {
        long[] words = PlanWriter.write(plan);
        for (int i = random.nextInt(4); i >= 0; i--) {
            words[random.nextInt(words.length)] ^= 1L << random.nextInt(Long.SIZE);
        }
        read(words).ifPresent(other -> assertThat(PlanWriter.write(other)).isEqualTo(words));
    }

    @Property(tries = 300)
    void noWordsMakeTheReaderThrow(@ForAll long[] tail, @ForAll Random random) {
        long[] words = new long[tail.length + 3];
        words[0] = PlanReader.MAGIC;
        words[1] = PlanReader.VERSION;
        words[2] = words.length;
        for (int i = 0; i < tail.length; i++) {
            words[i + 3] = random.nextBoolean() ? tail[i] & 0xF : tail[i];
        }
        read(words).ifPresent(plan -> assertThat(PlanWriter.write(plan)).isEqualTo(words));
    }

    @Property(tries = 100)
    void aTruncatedPlanIsRefused(@ForAll("plans") Plan plan, @ForAll Random random) {
        long[] words = PlanWriter.write(plan);
        assertThat(read(Arrays.copyOf(words, random.nextInt(words.length)))).isEmpty();
    }

    @Example
    void bytesThatAreNoWholeWordAreRefused() {
        for (int size = 0; size < 32; size++) {
            assertThat(PlanReader.read(MemorySegment.ofArray(new byte[size]))).isEmpty();
        }
    }

    @Example
    void whatLiesBehindThePlanIsNotLookedAt() {
        long[] words = PlanWriter.write(SAMPLE);
        assertThat(read(Arrays.copyOf(words, words.length + 5))).contains(SAMPLE);
    }

    @Example
    void theFormatStartsWithItsNameVersionAndLength() {
        long[] words = PlanWriter.write(SAMPLE);
        byte[] bytes = MemorySegment.ofArray(words).toArray(ValueLayout.JAVA_BYTE);
        assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("CORDPLAN");
        assertThat(words[1]).isEqualTo(3);
        assertThat(words[2]).isEqualTo(words.length);
    }

    @Example
    void theNumbersOfTheConstantsAreTheFormat() {
        assertThat(Expect.values()).containsExactly(Expect.POWER_OFF, Expect.STOPPED, Expect.RUNNING);
        assertThat(Life.Start.values()).containsExactly(Life.Start.AUTOMATIC, Life.Start.MANUAL);
        assertThat(Life.Restart.values())
                .containsExactly(
                        Life.Restart.NEVER, Life.Restart.ON_REBOOT, Life.Restart.ON_FAILURE, Life.Restart.ALWAYS);
        assertThat(Context.Role.values()).containsExactly(Context.Role.HANDLER, Context.Role.VCPU);
        assertThat(MachineDevice.values()).containsExactly(MachineDevice.UART, MachineDevice.FINISHER);
        assertThat(Channel.Kind.values()).containsExactly(Channel.Kind.CONSOLE);
    }

    @Example
    void anUnsoundPlanIsNotWritten() {
        Channel twice = SAMPLE.channels().getFirst();
        Plan plan = new Plan(1, SAMPLE.domains(), List.of(), List.of(), List.of(), List.of(twice, twice));
        assertThatThrownBy(() -> PlanWriter.write(plan)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aPlaceLiesInItsPeriodAndGuestsHaveAContextForEachVcpu() {
        Context handler = new Context(0, Context.Role.HANDLER, 0, 64, 10_000);
        Context fits = new Context(0, Context.Role.VCPU, 0, 64, 10_000, 40_000, 30_000);
        Context reachesOut = new Context(0, Context.Role.VCPU, 0, 64, 10_000, 40_000, 30_001);
        Context nowhere = new Context(0, Context.Role.VCPU, 0, 64, 10_000, 0, 0);
        Context longer = new Context(0, Context.Role.VCPU, 0, 64, 10_000, 9_999, -1);
        Guest guest = new Guest(0, 4096, 1, 0, OptionalInt.empty(), "");
        assertThat(PlanCheck.sound(plan(guest, handler, fits))).isTrue();
        assertThat(PlanCheck.sound(plan(guest, handler, reachesOut))).isFalse();
        assertThat(PlanCheck.sound(plan(guest, handler, nowhere))).isFalse();
        assertThat(PlanCheck.sound(plan(guest, handler, longer))).isFalse();
        assertThat(PlanCheck.sound(plan(guest, handler))).isFalse();
        assertThat(PlanCheck.sound(plan(guest, handler, fits, fits))).isFalse();
        for (int count = Guest.MAXIMUM_VCPUS; count <= Guest.MAXIMUM_VCPUS + 1; count++) {
            Guest many = new Guest(0, 4096, count, 0, OptionalInt.empty(), "");
            Context[] contexts = Collections.nCopies(count + 1, fits).toArray(Context[]::new);
            contexts[0] = handler;
            assertThat(PlanCheck.sound(plan(many, contexts))).isEqualTo(count == Guest.MAXIMUM_VCPUS);
        }
    }

    private static Plan plan(Guest guest, Context... contexts) {
        Domain domain = new Domain("web", 1, 1, 1, Expect.POWER_OFF);
        return new Plan(1, List.of(domain), List.of(contexts), List.of(guest), List.of(), List.of());
    }

    @Example
    void anUnsoundPlanIsNotRead() {
        long[] words = PlanWriter.write(SAMPLE);
        words[words.length - 3] = 7; // the server of the last channel
        assertThat(read(words)).isEmpty();
    }

    private static final Plan SAMPLE = new Plan(
            2,
            List.of(new Domain("web", 1, 256, 64, Expect.POWER_OFF), new Domain("console", 2, 256, 64, Expect.RUNNING)),
            List.of(
                    new Context(0, Context.Role.HANDLER, 1, 64, 10_000),
                    new Context(0, Context.Role.VCPU, 1, 32, 10_000),
                    new Context(1, Context.Role.HANDLER, 0, 96, 10_000)),
            List.of(new Guest(0, 256L << 20, 1, 2, OptionalInt.of(3), "console=ttyS0 quiet")),
            List.of(new DeviceGrant(1, MachineDevice.UART)),
            List.of(
                    new Channel(Plan.ROOT_TASK, 1, Channel.Kind.CONSOLE, 0),
                    new Channel(0, 1, Channel.Kind.CONSOLE, 1)));

    private static Optional<Plan> read(long[] words) {
        byte[] bytes = MemorySegment.ofArray(words).toArray(ValueLayout.JAVA_BYTE);
        return PlanReader.read(MemorySegment.ofArray(bytes));
    }

    @Provide
    Arbitrary<Plan> plans() {
        return Arbitraries.integers().between(2, 9).flatMap(PlanProperties::plans);
    }

    private static Arbitrary<Plan> plans(int domains) {
        Arbitrary<Integer> domain = Arbitraries.integers().between(0, domains - 1);
        Arbitrary<Integer> module = Arbitraries.integers().between(0, Integer.MAX_VALUE);
        Arbitrary<Long> size = Arbitraries.longs().between(0, Long.MAX_VALUE);
        Arbitrary<Long> time = Arbitraries.longs().between(Context.MINIMUM_BUDGET, Context.MAXIMUM_TIME / 2);
        Arbitrary<Life> life = Combinators.combine(
                        Arbitraries.of(Life.Start.class),
                        Arbitraries.of(Life.Restart.class),
                        Arbitraries.of(Expect.class))
                .as(Life::new);
        Arbitrary<Domain> anyDomain = Combinators.combine(text(1, Domain.MAXIMUM_NAME), module, size, size, life)
                .as((name, program, frames, objects, lives) -> new Domain(name, program, frames, objects, lives));
        Arbitrary<Context> anyContext = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, Context.MAXIMUM_PRIORITY),
                        time,
                        time,
                        Arbitraries.integers().between(0, 2))
                .as(PlanProperties::context);
        Arbitrary<Guest> anyGuest = Combinators.combine(
                        domain,
                        Arbitraries.longs().between(1, 1 << 20).map(pages -> pages * Guest.PAGE),
                        Arbitraries.integers().between(1, 4),
                        module,
                        module.optional()
                                .map(value -> value.map(OptionalInt::of).orElse(OptionalInt.empty())),
                        text(0, 40))
                .as(Guest::new);
        Arbitrary<DeviceGrant> anyDevice = Combinators.combine(domain, Arbitraries.just(MachineDevice.UART))
                .as(DeviceGrant::new);
        Arbitrary<Channel> anyChannel = Combinators.combine(
                        Arbitraries.integers().between(-1, domains - 2),
                        Arbitraries.just(domains - 1),
                        Arbitraries.of(Channel.Kind.class),
                        Arbitraries.integers().between(0, 100))
                .as(Channel::new);
        return Combinators.combine(
                        Arbitraries.integers().between(4, Plan.MAXIMUM_PCPUS),
                        anyDomain.list().ofSize(domains),
                        anyContext.list().ofMinSize(1).ofMaxSize(8),
                        anyGuest.list().ofMaxSize(4).uniqueElements(Guest::domain),
                        anyDevice.list().ofMaxSize(1),
                        anyChannel.list().ofMaxSize(5).uniqueElements(Channel::number))
                .as((pcpus, all, vcpus, guests, devices, channels) ->
                        new Plan(pcpus, all, contexts(domains, guests, vcpus), guests, devices, channels));
    }

    private static Context context(int pcpu, int priority, long budget, long more, int kind) {
        return switch (kind) {
            case 0 -> new Context(0, Context.Role.VCPU, pcpu, priority, budget);
            case 1 -> new Context(0, Context.Role.VCPU, pcpu, priority, budget, budget + more, Context.ANYWHERE);
            default -> new Context(0, Context.Role.VCPU, pcpu, priority, budget, budget + more, more);
        };
    }

    /** Each domain has one context for its handlers, and each guest one for each vCPU, as one of {@code vcpus} says. */
    private static List<Context> contexts(int domains, List<Guest> guests, List<Context> vcpus) {
        Stream<Context> ofGuests = guests.stream()
                .flatMap(guest -> IntStream.range(0, guest.vcpus())
                        .mapToObj(vcpu -> of(guest.domain(), vcpus.get(vcpu % vcpus.size()))));
        return Stream.concat(
                        ofGuests,
                        IntStream.range(0, domains)
                                .mapToObj(domain -> new Context(domain, Context.Role.HANDLER, domain % 4, 64, 1000)))
                .toList();
    }

    private static Context of(int domain, Context any) {
        return new Context(domain, any.role(), any.pcpu(), any.priority(), any.budget(), any.period(), any.offset());
    }

    private static Arbitrary<String> text(int minimum, int maximum) {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMinLength(minimum)
                .ofMaxLength(maximum);
    }
}
