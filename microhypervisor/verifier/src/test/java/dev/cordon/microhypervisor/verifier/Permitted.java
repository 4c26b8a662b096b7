// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What programs are made of: the verifier must accept every class here. Compiled, never run. */
@SuppressWarnings({"unused", "serial"}) // they stand for what a program might do
final class Permitted {
    private Permitted() {}

    enum Register {
        CONTROL(0),
        STATUS(4) {
            @Override
            boolean isReadable() {
                return true;
            }
        };

        private final int offset;

        Register(int offset) {
            this.offset = offset;
        }

        boolean isReadable() {
            return offset == 0;
        }
    }

    sealed interface Event {}

    record Interrupt(int line, boolean level) implements Event {}

    record Message(String text, List<Event> causes) implements Event {}

    static final class NotReadable extends RuntimeException {
        NotReadable(Register register) {
            super("cannot read " + register, null, false, false);
        }
    }

    static final class Switches {
        int overEnum(Register register) {
            return switch (register) {
                case CONTROL -> 1;
                case STATUS -> 2;
            };
        }

        int overAnotherFilesEnum(PermittedEnum value) {
            return switch (value) {
                case LEFT -> 1;
                case RIGHT -> 2;
            };
        }

        String overTypes(Event event) {
            return switch (event) {
                case Interrupt(int line, boolean level) when level -> "interrupt " + line;
                case Interrupt interrupt -> interrupt.toString();
                case Message(String text, List<Event> causes) -> text + causes.size();
            };
        }

        int overMixed(Object object) {
            return switch (object) {
                case Register.CONTROL -> 1;
                case String text -> text.hashCode();
                default -> 0;
            };
        }

        int overStrings(String word) {
            return switch (word) {
                case "on" -> 1;
                case "off" -> 0;
                default -> -1;
            };
        }
    }

    static final class Memory {
        private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final VarHandle WORDS = WORD.arrayElementVarHandle();
        private static final VarHandle HEAD = MemoryLayout.structLayout(WORD.withName("head"))
                .varHandle(MemoryLayout.PathElement.groupElement("head"));

        private final MemorySegment segment;

        Memory(MemorySegment segment) {
            this.segment = segment.asSlice(0, 4096);
        }

        long take(long offset) {
            WORDS.setRelease(segment, 0L, offset, 7L);
            VarHandle.fullFence();
            MemorySegment.copy(segment, 0, segment, 64, 32);
            boolean first = HEAD.compareAndSet(segment, 0L, 0L, 1L);
            return first ? (long) HEAD.getAcquire(segment, 0L) : segment.get(WORD, offset);
        }
    }

    static final class Collections {
        private static final List<String> NAMES = List.of("a", "b");

        private final Map<Register, Integer> registers = new EnumMap<>(Register.class);
        private final Map<String, Integer> ordered = new LinkedHashMap<>();
        private final TreeMap<Long, String> regions = new TreeMap<>();
        private final ArrayDeque<Event> pending = new ArrayDeque<>();

        Optional<Event> first() {
            registers.merge(Register.STATUS, 1, Integer::sum);
            ordered.computeIfAbsent("x", String::length);
            return Optional.ofNullable(pending.poll()).filter(event -> !NAMES.isEmpty());
        }

        String describe() {
            List<String> words = new ArrayList<>(NAMES);
            words.sort(Comparator.comparingInt(String::length).reversed());
            return words.stream().map(word -> word + "!").collect(Collectors.joining(", "))
                    + IntStream.range(0, 4).sum()
                    + String.format(Locale.ROOT, "%x", 17)
                    + regions.floorEntry(4L);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Collections that && ordered.equals(that.ordered);
        }

        @Override
        public int hashCode() {
            return Objects.hash(ordered, regions);
        }
    }

    static final class Closing implements AutoCloseable {
        private final LongConsumer log;
        private long[] words = new long[4];

        Closing(LongConsumer log) {
            this.log = log;
        }

        @Override
        public void close() {
            words = words.clone();
            Arrays.fill(words, 0);
            log.accept(Math.unsignedMultiplyHigh(words[0], 3));
        }

        static byte[] use(LongConsumer log) {
            try (Closing closing = new Closing(log)) {
                assert closing.words.length > 0;
                return new String(new byte[] {65}, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_8);
            } finally {
                log.accept(Long.parseUnsignedLong("1"));
            }
        }
    }
}
