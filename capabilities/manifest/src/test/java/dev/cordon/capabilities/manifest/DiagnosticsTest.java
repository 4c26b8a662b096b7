// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every broken manifest in {@code broken/} yields exactly the messages that {@code broken/messages.txt} lists under its name.
 */
class DiagnosticsTest {

    private static final Path BROKEN = Path.of("src/test/resources/broken");
    private static final Set<String> IMAGES = Set.of("debian");

    private static Map<String, List<String>> expected() throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(BROKEN.resolve("messages.txt"))) {
            if (line.startsWith("# ")) {
                current = new ArrayList<>();
                expected.put(line.substring(2), current);
            } else if (!line.isEmpty()) {
                current.add(line);
            }
        }
        return expected;
    }

    private static List<String> messages(String name) {
        return SystemManifest.load(BROKEN.resolve(name), IMAGES).diagnostics().stream()
                .map(diagnostic -> diagnostic.toString().replace(BROKEN + "/", ""))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> eachBrokenManifestYieldsItsMessages() throws IOException {
        return expected().entrySet().stream()
                .map(entry -> dynamicTest(
                        entry.getKey(),
                        () -> assertThat(messages(entry.getKey())).isEqualTo(entry.getValue())));
    }

    @Test
    void everyFixtureHasItsMessages() throws IOException {
        try (Stream<Path> files = Files.list(BROKEN)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .collect(Collectors.toSet()))
                    .isEqualTo(expected().keySet());
        }
    }

    @Test
    void everyCodeHasAFixture() throws IOException {
        String messages = Files.readString(BROKEN.resolve("messages.txt"));
        Set<DiagnosticCode> without = Arrays.stream(DiagnosticCode.values())
                .filter(code -> !messages.contains(code.code() + ":"))
                .collect(Collectors.toCollection(TreeSet::new));
        // These have tests of their own below: no file, a file of a megabyte, and a system that is no file.
        assertThat(without)
                .containsExactly(
                        DiagnosticCode.MANIFEST_UNREADABLE,
                        DiagnosticCode.MANIFEST_TOO_LARGE,
                        DiagnosticCode.DUPLICATE_NAME);
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../../docs/diagnostics.md"));
        for (DiagnosticCode code : DiagnosticCode.values()) {
            assertThat(page).contains("\n### " + code.code() + " ");
        }
    }

    @Test
    void noTwoCodesShareANumber() {
        assertThat(Arrays.stream(DiagnosticCode.values()).map(DiagnosticCode::code))
                .doesNotHaveDuplicates();
    }

    @Test
    void aManifestThatIsNotThereIsOneLine() {
        assertThat(messages("nowhere.yaml"))
                .containsExactly("error CDN-0001: nowhere.yaml does not exist; name a file that does");
        assertThat(SystemManifest.load(BROKEN, IMAGES).diagnostics())
                .hasToString("[error CDN-0001: " + BROKEN + " is a folder; name a file that can be read]");
    }

    @Test
    void aManifestOfAMegabyteIsNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.yaml");
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThat(SystemManifest.load(file, IMAGES).diagnostics())
                .hasToString("[error CDN-0002: " + file + " is larger than 1M; name a manifest]");
    }

    @Test
    void anInitrdLargerThanMemoryIsFound(@TempDir Path folder) throws IOException {
        try (RandomAccessFile initrd =
                new RandomAccessFile(folder.resolve("large.cpio").toFile(), "rw")) {
            initrd.setLength(5 << 20);
        }
        Path kernel = Path.of("src/test/resources/tiny.elf").toAbsolutePath();
        Path file = folder.resolve("system.yaml");
        String text = "cordon: 1\ncomponents:\n  web: {guest: {kernel: %s, initrd: large.cpio, memory: 4M}}\n"
                .formatted(kernel);
        int column = text.lines().toList().get(2).indexOf("large.cpio") + 1;
        assertThat(SystemManifest.parse(file, text, IMAGES).diagnostics())
                .hasToString(
                        "[%s:3:%d: error CDN-0074: kernel and initrd are larger than the guest's memory of 4M; give it more than 6M]"
                                .formatted(file, column));
    }

    @Test
    void aSystemThatIsNoFileIsCheckedWithoutPositions() {
        GuestComponent guest = new GuestComponent(
                "web",
                new BootModule.Bytes("hello.elf", MemorySegment.ofArray(new byte[8])),
                Optional.empty(),
                "",
                2L << 20,
                1,
                Map.of(),
                Life.once(Expect.POWER_OFF));
        CheckedSystem checked = new SystemManifest(MachineSection.DEFAULT, List.of(guest, guest)).check(IMAGES);

        assertThat(checked.system()).isEmpty();
        assertThat(checked.diagnostics().stream().map(Object::toString).distinct())
                .containsExactly(
                        "error CDN-0022: 2M is less than any guest needs; write at least 4M, or 96M for Linux",
                        "error CDN-0046: two components are called 'web'; rename one of them",
                        "error CDN-0073: hello.elf is not a kernel: neither an ELF file nor a RISC-V Linux Image; pass an uncompressed riscv64 kernel");
    }

    @Test
    void aWarningDoesNotKeepASystemFromRunning() {
        CheckedSystem checked = SystemManifest.load(BROKEN.resolve("memory-scarce.yaml"), IMAGES);
        assertThat(checked.system()).isPresent();
        assertThat(checked.diagnostics()).hasSize(1);
    }
}
