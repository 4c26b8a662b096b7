// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line budget of the core: the first test fails the build when it is exceeded, the others show that it can. */
class CoreBudgetTest {
    @Test
    void theCoreKeepsToItsBudget() {
        CoreBudget budget = CoreBudget.of(RoomLines.load());
        assertThat(budget.lines())
                .as("the core has shrunk to nothing: is it still counted?")
                .isPositive();
        assertThat(budget.isKept()).as(budget.toString()).isTrue();
    }

    @Test
    void aCoreThatOutgrowsItsBudgetIsFound(@TempDir Path root) throws IOException {
        for (String room : CoreBudget.ROOMS) {
            writeRoom(root.resolve(room), 999);
        }
        assertThat(CoreBudget.of(RoomLines.count(root)).isKept()).isTrue();
        writeRoom(root.resolve("microhypervisor/core"), 1_003);
        CoreBudget exceeded = CoreBudget.of(RoomLines.count(root));
        assertThat(exceeded.isKept()).isFalse();
        assertThat(exceeded).hasToString("core: 4,000 of 4,000 code lines");
    }

    @Test
    void aRoomOfTheCoreCannotSlipOutOfTheCount(@TempDir Path root) throws IOException {
        writeRoom(root.resolve("capabilities/types"), 1);
        RoomLines counted = RoomLines.count(root);
        assertThatThrownBy(() -> CoreBudget.of(counted))
                .hasMessage("the core's room capabilities/spaces was not counted");
    }

    @Test
    void testsAndModuleDescriptorsDoNotCount(@TempDir Path root) throws IOException {
        Path room = root.resolve("cli");
        writeRoom(room, 10);
        Files.writeString(room.resolve("src/main/java/module-info.java"), "module a {}\n");
        Files.createDirectories(room.resolve("src/test/java"));
        Files.writeString(room.resolve("src/test/java/ATest.java"), "class ATest {}\n");
        RoomLines counted = RoomLines.count(root);
        assertThat(counted.of("cli")).hasValue(10);
        assertThat(RoomLines.parse(counted.toText())).isEqualTo(counted);
    }

    private static void writeRoom(Path room, int lines) throws IOException {
        Files.createDirectories(room.resolve("src/main/java"));
        Files.writeString(room.resolve("pom.xml"), "<project/>");
        Files.writeString(room.resolve("src/main/java/A.java"), "// a comment\n" + "int x;\n".repeat(lines));
    }
}
