// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.PlanReader;
import dev.cordon.capabilities.plan.PlanWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text, loading it ends in a system that compiles, or in errors; never in an exception. */
class ManifestProperties {

    private static final String NOISE = "{}[]:,\"'\n -&*!|>%@0a\t";
    private static final Path FILE = Path.of("src/test/resources/fuzz.yaml");
    private static final Set<String> IMAGES = Set.of("debian");

    @Property(tries = 1000)
    void textMadeOfTheLanguagesPiecesNeverThrows(@ForAll("pieces") String text) {
        load(text);
    }

    @Property(tries = 500)
    void anyTextNeverThrows(@ForAll String text) {
        load(text);
        load("cordon: 1\ncomponents:\n  " + text);
    }

    @Property(tries = 1000)
    void aMutatedManifestNeverThrows(@ForAll Random random) throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(Path.of("src/test/resources/sample.yaml")));
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, NOISE.charAt(random.nextInt(NOISE.length())));
                default -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
            }
        }
        load(text.toString());
    }

    @Example
    void aYamlBombIsRefusedAtOnce() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }
        load(bomb.toString());
        load("[".repeat(500_000));
        load("{a: ".repeat(200_000));
        load("- ".repeat(200_000));
        load("a: &a [*a]");
    }

    private static void load(String text) {
        CheckedSystem checked = SystemManifest.parse(FILE, text, IMAGES);
        boolean errors = checked.diagnostics().stream().anyMatch(found -> found.severity() == Severity.ERROR);
        assertThat(checked.system().isPresent()).isNotEqualTo(errors);
        assertThat(checked.diagnostics())
                .allSatisfy(found -> assertThat(found.toString()).doesNotContain("\n"));
        checked.system().ifPresent(system -> {
            long[] words = PlanWriter.write(system.compile().plan());
            assertThat(PlanReader.read(MemorySegment.ofArray(words))).isPresent();
        });
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "cordon: 1\n",
                        "components:\n",
                        "  web:\n",
                        "  console:\n",
                        "machine: {pcpus: 2}\n",
                        "    guest: {image: debian}\n",
                        "    guest:\n",
                        "      memory: 256M\n",
                        "      kernel: tiny.elf\n",
                        "    driver: console\n",
                        "    uses: {console: console.port}\n",
                        "    uses: {uart: machine.uart}\n",
                        "    provides: {port: console-port}\n",
                        "    expect: running\n",
                        "    restart: always\n",
                        "    start: manual\n",
                        "    schedule: {pcpus: [0], priority: 3}\n",
                        "    schedule: {budget: 5ms, period: 10ms, offset: 5ms}\n",
                        "  - ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ": ",
                        ", ",
                        "? ",
                        "null",
                        "\n",
                        "\"",
                        "'",
                        "|\n",
                        "#",
                        "99999999999999999999999",
                        "<<: ")
                .list()
                .ofMaxSize(20)
                .map(pieces -> "cordon: 1\ncomponents:\n" + String.join("", pieces));
    }
}
