// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.formats.Newc.Member;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NewcTest {
    private static final List<Member> MEMBERS = List.of(
            Member.folder("dev"),
            Member.characterDevice("dev/console", 5, 1),
            Member.file("init", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)),
            Member.link("bin", "usr/bin"));

    @Test
    void readsBackWhatItWrites() {
        assertThat(Newc.read(Newc.write(MEMBERS))).usingRecursiveComparison().isEqualTo(MEMBERS);
    }

    @Property(tries = 100)
    void anyContentComesBack(
            @ForAll @Size(max = 4) List<@AlphaChars @StringLength(min = 1, max = 20) String> names,
            @ForAll byte[] content) {
        List<Member> members =
                names.stream().map(name -> Member.file(name, 0644, content)).toList();
        assertThat(Newc.read(Newc.write(members))).usingRecursiveComparison().isEqualTo(members);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] archive = Newc.write(MEMBERS);
        for (int length = 0; length < archive.length - 2; length++) {
            byte[] truncated = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> Newc.read(truncated)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void headerIsWhatTheKernelReads() {
        String archive =
                new String(Newc.write(List.of(Member.characterDevice("dev/console", 5, 1))), StandardCharsets.US_ASCII);
        assertThat(archive)
                .startsWith("070701" + "00000001" + "00002180" + "00000000".repeat(2) + "00000001"
                        + "00000000".repeat(4) + "00000005" + "00000001" + "0000000C" + "00000000" + "dev/console\0");
        assertThat(archive.length() % 4).isZero();
    }
}
