// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.Machine;
import dev.cordon.microhypervisor.core.Microhypervisor;
import dev.cordon.microhypervisor.core.StateSections;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The state of a system in which nothing runs, but for its RAM: registers, objects, programs, devices. */
final class SystemState {
    private static final String DEVICES = "devices";
    private static final long PIECE = 1 << 20;
    private static final int DIGEST_BYTES = 16;

    /** Words of one kind that belong together. */
    private static final class Section implements LongConsumer {
        private final String kind;
        private final String name;
        private long[] words = new long[64];
        private int count;

        Section(String kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        @Override
        public void accept(long word) {
            if (count == words.length) {
                words = Arrays.copyOf(words, 2 * count);
            }
            words[count++] = word;
        }

        /** The first word that differs; -1 if there is none. */
        int mismatch(Section other) {
            return Arrays.mismatch(words, 0, count, other.words, 0, other.count);
        }

        void digest(MessageDigest digest) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES);
            bytes.asLongBuffer().put(words, 0, count);
            digest.update(bytes);
        }
    }

    private final List<Section> sections = new ArrayList<>();

    private SystemState() {}

    static SystemState of(Machine machine, Microhypervisor microhypervisor) {
        SystemState state = new SystemState();
        microhypervisor.save((kind, name) -> state.begin(kind(kind), name));
        machine.save(state.begin(DEVICES, DEVICES));
        return state;
    }

    private Section begin(String kind, String name) {
        Section section = new Section(kind, name);
        sections.add(section);
        return section;
    }

    private static String kind(StateSections.Kind kind) {
        return switch (kind) {
            case HART -> "harts";
            case OBJECT -> "objects";
            case PROGRAM -> "programs";
        };
    }

    /** The first thing that is not the same in another state; empty if there is none. */
    Optional<String> difference(SystemState other) {
        if (sections.size() != other.sections.size()) {
            return Optional.of("the number of objects");
        }
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            int word = section.mismatch(other.sections.get(i));
            if (word >= 0) {
                return Optional.of(section.kind + ": word " + word + " of " + section.name);
            }
        }
        return Optional.empty();
    }

    /** One digest for each kind. */
    List<Digest> digests() {
        return sections.stream()
                .map(section -> section.kind)
                .distinct()
                .sorted()
                .map(kind -> new Digest(kind, digest(kind)))
                .toList();
    }

    private String digest(String kind) {
        MessageDigest digest = sha256();
        sections.stream().filter(section -> section.kind.equals(kind)).forEach(section -> section.digest(digest));
        return hex(digest);
    }

    /** The digest of a machine's RAM. */
    static Digest ram(Machine machine) {
        MemorySegment ram = machine.ram().segment();
        MessageDigest digest = sha256();
        for (long at = 0; at < ram.byteSize(); at += PIECE) {
            digest.update(ram.asSlice(at, Math.min(PIECE, ram.byteSize() - at)).asByteBuffer());
        }
        return new Digest("ram", hex(digest));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
    }
}
