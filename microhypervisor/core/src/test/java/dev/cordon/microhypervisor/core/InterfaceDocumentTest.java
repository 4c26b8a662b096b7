// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The interface has no operation and no status that {@code docs/hypercalls.md} does not name, and no more operations than it is to have. */
class InterfaceDocumentTest {
    private static final int OPERATIONS = 18;
    private static final int NAMES = 24;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|");
    private static final Pattern RESERVED = Pattern.compile("(?m)^Reserved names, without numbers yet: (.*)$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static String section(int number) throws IOException {
        String document = Files.readString(Path.of("../../docs/hypercalls.md"));
        int start = document.indexOf("\n## " + number + ". ");
        return document.substring(start, document.indexOf("\n## " + (number + 1) + ". "));
    }

    /** Numbers and names of the rows of a section's table. */
    private static List<String> rows(int section) throws IOException {
        return ROW.matcher(section(section))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    private static List<String> reserved() throws IOException {
        String names = RESERVED.matcher(section(4))
                .results()
                .map(line -> line.group(1))
                .findFirst()
                .orElseThrow();
        return NAME.matcher(names).results().map(MatchResult::group).toList();
    }

    @Test
    void itsOperationsAreThoseThatThereAre() throws IOException {
        assertThat(rows(4))
                .isEqualTo(Arrays.stream(Operation.values())
                        .map(operation ->
                                operation.number() + " " + operation.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void itsStatusesAreThoseThatThereAre() throws IOException {
        assertThat(rows(3))
                .isEqualTo(IntStream.rangeClosed(Status.OK, Status.NO_TIME)
                        .mapToObj(status -> status + " " + Status.name(status))
                        .toList());
    }

    @Test
    void thereAreFewOperationsAndTheNamesOfTheOthersAreReserved() throws IOException {
        assertThat(Operation.values()).hasSizeLessThanOrEqualTo(OPERATIONS);
        assertThat(reserved()).doesNotHaveDuplicates().hasSize(NAMES - Operation.values().length);
    }
}
