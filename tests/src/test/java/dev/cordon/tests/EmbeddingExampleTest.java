// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example program compiles against the embedding API, and does what its comment says. */
class EmbeddingExampleTest {
    @Test
    @Timeout(120)
    void exampleRunsTheBuiltInSystem() throws Exception {
        String modules =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-p",
                        modules,
                        "--add-modules",
                        "dev.cordon.host",
                        Path.of("../examples/embedding/Embedding.java").toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output.lines())
                .contains("greeter says: tick 1", "[intruder was stopped]", "[greeter powered off]")
                .endsWith("The run ended: EXPECTED");
    }
}
