// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tiers of the tests, which the build tells from each other by tags. */
class TiersTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** {@code -Pguests} runs no tests in other rooms. */
    @Test
    void roomsWithTestsOfGuestsSaySo() throws IOException {
        List<Path> rooms;
        try (Stream<Path> files = Files.walk(ROOT)) {
            rooms = files.filter(
                            file -> file.endsWith("pom.xml") && !file.toString().contains("/target/"))
                    .map(Path::getParent)
                    .toList();
        }
        assertThat(rooms).contains(ROOT.resolve("tests"), ROOT.resolve("host"), ROOT.resolve("capabilities/types"));
        for (Path room : rooms) {
            if (Files.isDirectory(room.resolve("src/test"))) {
                assertThat(Files.readString(room.resolve("pom.xml")).contains("<skipTests>false</skipTests>"))
                        .as("%s/pom.xml says that the room has tests of guests", room)
                        .isEqualTo(hasTestsOfGuests(room));
            }
        }
    }

    private static boolean hasTestsOfGuests(Path room) throws IOException {
        try (Stream<Path> files = Files.walk(room.resolve("src/test"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                if (Files.readAllLines(file).stream()
                        .anyMatch(line -> line.strip().equals("@Tag(\"guests\")"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
