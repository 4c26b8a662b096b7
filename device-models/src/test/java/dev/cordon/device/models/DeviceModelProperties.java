// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What every model promises: no access throws, and a restored device goes on exactly as the saved one. */
class DeviceModelProperties {

    /** A device and the outside world of it that a test can see: the words in {@code seen}. */
    record Bench(DeviceModel model, List<Long> seen) {}

    private static final int STEPS = 400;

    @Provide
    Arbitrary<Function<long[], Bench>> benches() {
        return Arbitraries.of(
                now -> {
                    List<Long> seen = new ArrayList<>();
                    return new Bench(new Uart16550(octet -> seen.add((long) octet)), seen);
                },
                now -> new Bench(new Plic(33, 3), new ArrayList<>()),
                now -> new Bench(new GoldfishRtc(() -> now[0]), new ArrayList<>()),
                now -> new Bench(new InterruptFile(127), new ArrayList<>()),
                now -> aplic(),
                now -> {
                    List<Long> seen = new ArrayList<>();
                    return new Bench(new Finisher(outcome -> seen.add((long) outcome.hashCode())), seen);
                });
    }

    private static Bench aplic() {
        List<Long> seen = new ArrayList<>();
        return new Bench(AplicDomain.whole(40, 2, (hart, guest, identity) -> seen.add((long) identity)), seen);
    }

    @Property(tries = 200)
    void noAccessThrowsAndARestoredDeviceGoesOnAsTheSavedOne(
            @ForAll("benches") Function<long[], Bench> factory, @ForAll long seed) {
        long[] now = {0};
        Bench first = factory.apply(now);
        run(first, now, new Random(seed));
        Bench second = factory.apply(now);
        second.model.restore(words(first.model).iterator()::next);
        assertThat(words(second.model)).isEqualTo(words(first.model));

        first.seen.clear();
        long resumed = now[0];
        List<Long> expected = run(first, now, new Random(~seed));
        now[0] = resumed;
        assertThat(run(second, now, new Random(~seed))).isEqualTo(expected);
        assertThat(second.seen).isEqualTo(first.seen);
    }

    @Property(tries = 200)
    void anyWordsRestoreALegalState(@ForAll("benches") Function<long[], Bench> factory, @ForAll long seed) {
        long[] now = {0};
        Bench bench = factory.apply(now);
        Random random = new Random(seed);
        bench.model.restore(random::nextLong);
        run(bench, now, random);
        Iterator<Long> words = words(bench.model).iterator();
        bench.model.restore(words::next);
        assertThat(words.hasNext()).isFalse();
    }

    /** Random accesses, mostly near registers; returns everything a driver could see. */
    private static List<Long> run(Bench bench, long[] now, Random random) {
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            long offset = switch (random.nextInt(11)) {
                case 0 -> random.nextLong();
                case 1 -> 0x20_0000 + random.nextInt(4) * 0x1000L + random.nextInt(2) * 4L;
                case 2 -> 0x2000 + random.nextInt(4) * 0x80L + random.nextInt(3) * 4L;
                case 3 -> random.nextInt(40) * 4L;
                case 4 -> 0x1c00 + random.nextInt(4) * 0x100L + random.nextInt(2) * 4L + random.nextInt(2) * 0xdcL;
                case 5 -> 0x3000 + random.nextInt(44) * 4L;
                case 6 -> 0x4000 + random.nextInt(24) * 4L;
                default -> random.nextInt(0x24);
            };
            int size = random.nextInt(4) == 0 ? 1 << random.nextInt(4) : 4;
            now[0] += random.nextInt(1 << 20);
            if (random.nextBoolean()) {
                answers.add(bench.model.read(offset, size));
            } else {
                bench.model.write(offset, size, random.nextBoolean() ? random.nextLong() : random.nextInt(256));
            }
            answers.add(lines(bench.model, random));
        }
        return answers;
    }

    private static long lines(DeviceModel model, Random random) {
        return switch (model) {
            case Uart16550 uart -> {
                if (random.nextInt(4) == 0) {
                    uart.receive((byte) random.nextInt());
                }
                yield uart.room() * 2L + (uart.interruptLevel() ? 1 : 0);
            }
            case Plic plic -> {
                plic.setLevel(1 + random.nextInt(plic.sources()), random.nextBoolean());
                long lines = 0;
                for (int context = 0; context < plic.contexts(); context++) {
                    lines = lines * 2 + (plic.output(context) ? 1 : 0);
                }
                yield lines;
            }
            case GoldfishRtc rtc -> rtc.interruptLevel() ? 1 : 0;
            case InterruptFile file -> {
                file.writeRegister(random.nextInt(0x110), random.nextLong());
                file.receive(random.nextInt(200));
                if (random.nextBoolean()) {
                    file.claim();
                }
                yield file.readRegister(random.nextInt(0x110)) ^ file.top() ^ (file.signal() ? 1L << 40 : 0);
            }
            case AplicDomain domain -> {
                domain.setLevel(1 + random.nextInt(40), random.nextBoolean());
                yield (domain.output(0) ? 1 : 0) + (domain.output(1) ? 2 : 0);
            }
            default -> 0;
        };
    }

    private static List<Long> words(DeviceModel model) {
        List<Long> words = new ArrayList<>();
        model.save(words::add);
        return words;
    }
}
