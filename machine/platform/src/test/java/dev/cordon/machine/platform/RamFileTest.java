// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RamFileTest {

    private static final long BASE = 0x8000_0000L;

    @Test
    void ramStartsZeroedAndKeepsWhatIsWritten() throws IOException {
        try (RamFile file = RamFile.create(BASE, 1 << 20)) {
            assertThat(file.ram().base()).isEqualTo(BASE);
            assertThat(file.ram().size()).isEqualTo(1 << 20);
            assertThat(file.ram().readLong(BASE + (1 << 20) - 8)).isZero();
            file.ram().writeLong(BASE + 4096, 42);
            assertThat(file.ram().readLong(BASE + 4096)).isEqualTo(42);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theFileHasNoNameWhileItIsUsedAndNoneAfterwards(@TempDir Path folder) throws IOException {
        try (RamFile file = RamFile.create(BASE, 4096, List.of(folder))) {
            file.ram().writeLong(BASE, 1);
            assertThat(names(folder)).isZero();
        }
        assertThat(names(folder)).isZero();
    }

    @Test
    void ramLargerThanTheHostsMemoryCostsNothingUntilTouched(@TempDir Path folder) throws IOException {
        long size = Math.min(1L << 36, Files.getFileStore(folder).getUsableSpace() / 2) & -4096;
        try (RamFile file = RamFile.create(BASE, size, List.of(folder))) {
            file.ram().writeLong(BASE + size - 8, 7);
            assertThat(file.ram().readLong(BASE + size - 8)).isEqualTo(7);
        }
    }

    @Test
    void aFolderThatDoesNotExistIsPassedOver(@TempDir Path folder) throws IOException {
        try (RamFile file = RamFile.create(BASE, 4096, List.of(folder.resolve("none"), folder))) {
            assertThat(file.ram().size()).isEqualTo(4096);
        }
    }

    @Test
    void whereThereIsNoRoomTheMessageSaysHowMuchThereIsAndWhatToDo(@TempDir Path folder) {
        assertThatThrownBy(() -> RamFile.create(BASE, 1L << 60, List.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no room for 1099511627776 MiB of machine memory (" + folder + " has ")
                .hasMessageContaining("-Djava.io.tmpdir");
        assertThatThrownBy(() -> RamFile.create(BASE, 4096, List.of(folder.resolve("none"))))
                .hasMessageContaining("no folder for temporary files is writable");
    }

    private static long names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
