// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code cordon}, in a folder of its own, with a JDK and a Maven that are small shell scripts. */
@Timeout(60)
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path temporary;

    private Path home; // of the launcher; its name has a space, as homes of people may

    private record Ended(int status, String output) {}

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectory(temporary.resolve("a home"));
        Files.createDirectories(home.resolve(".mvn"));
        Files.copy(ROOT.resolve("cordon"), home.resolve("cordon"));
        Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), home.resolve(".mvn/find-jdk.sh"));
        assertThat(home.resolve("cordon").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(home.resolve("cli/src/main"));
        Files.writeString(home.resolve("cli/src/main/Some.java"), "");
        Files.setLastModifiedTime(home.resolve("cli/src/main/Some.java"), FileTime.from(Instant.EPOCH));
        Files.setLastModifiedTime(home.resolve("cli/src/main"), FileTime.from(Instant.EPOCH));
        Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        script("jdk/bin/javac", "");
        script("mvnw", "echo built >>../builds; mkdir -p cli/target/built; : >cli/target/built/stamp");
        java("exit 0");
    }

    /** Lets the JVM be this, once the launcher's own options are taken off. */
    private void java(String body) throws IOException {
        script(
                "jdk/bin/java",
                "case $1 in -XX:AOTCacheOutput=*) exit 0;; esac\n"
                        + "while [ \"$1\" != dev.cordon.cli/dev.cordon.cli.Main ]; do shift; done\nshift\n" + body);
    }

    private void script(String name, String body) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(List<String> words) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        return builder.start();
    }

    private Ended run(String input, String... words) throws IOException, InterruptedException {
        Process process = start(List.of(words));
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private int builds() throws IOException {
        Path log = temporary.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void argumentsInputAndStatusPassThrough() throws Exception {
        run("", "./cordon");
        java("printf '<%s>' \"$@\"; cat; exit 3");
        assertThat(run("typed", "./cordon", "a b", "", "*")).isEqualTo(new Ended(3, "<a b><><*>typed"));
    }

    @Test
    void buildsWhatIsMissingOrStaleAndSaysSoInOneLine() throws Exception {
        assertThat(run("", "./cordon").output()).startsWith("cordon: building").hasLineCount(1);
        assertThat(run("", "./cordon")).isEqualTo(new Ended(0, ""));
        assertThat(builds()).isEqualTo(1);
        Files.setLastModifiedTime(
                home.resolve("cli/src/main/Some.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run("", "./cordon").output()).startsWith("cordon: building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void failedBuildShowsItsErrorsAndStartsNothing() throws Exception {
        script("mvnw", "echo '[INFO] chatter'; echo '[ERROR] it is broken'; exit 1");
        java("echo started");
        Ended ended = run("", "./cordon");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .contains("[ERROR] it is broken\ncordon: the build failed")
                .doesNotContain("chatter", "started");
        assertThat(home.resolve("cli/target/lock")).doesNotExist();
    }

    @Test
    void lockOfADeadProcessIsTakenOver() throws Exception {
        Files.createDirectories(home.resolve("cli/target/lock"));
        Files.writeString(home.resolve("cli/target/lock/pid"), "999999999\n");
        assertThat(run("", "./cordon").status()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void terminateReachesTheJvmAndItsStatusIsKept() throws Exception {
        run("", "./cordon");
        java("trap 'echo cleaned; exit 143' TERM; echo ready; while :; do sleep 0.1; done");
        Process process = start(List.of("./cordon"));
        var output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("ready");
        assertThat(process.toHandle().destroy()).isTrue(); // unlike process.destroy, it leaves the output open
        assertThat(output.readLine()).isEqualTo("cleaned");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void terminalIsRestoredWhenTheJvmIsKilled() throws Exception {
        run("", "./cordon");
        java("stty raw -echo; kill -KILL $$");
        String session =
                "before=$(stty -g); ./cordon; echo status $?; [ \"$before\" = \"$(stty -g)\" ] && echo restored";
        assertThat(run("", "script", "-qec", session, "/dev/null").output()).contains("status 137", "restored");
    }

    @Test
    void launcherTellsTheJvmWhichStreamsAreTerminals() throws Exception {
        run("", "./cordon");
        script("jdk/bin/java", "for each; do case $each in -Dcordon.terminals=*) echo \"$each.\";; esac; done");
        assertThat(run("", "./cordon").output()).isEqualTo("-Dcordon.terminals=.\n");
        assertThat(run("", "script", "-qec", "./cordon </dev/null", "/dev/null").output())
                .contains("-Dcordon.terminals=12.");
    }

    @Test
    void oldJdkIsOneLineThatSaysWhatToInstall() throws Exception {
        Ended ended = run("", "sh", "-c", ". ./.mvn/find-jdk.sh; find_jdk 999 javac");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).hasLineCount(1).contains("needs JDK 999 or newer: install one");
    }

    @Test
    void jdkOnThePathServesIfJavaHomeIsTooOld() throws Exception {
        Files.createDirectories(home.resolve("old/bin"));
        Files.writeString(home.resolve("old/release"), "JAVA_VERSION=\"17.0.1\"\n");
        script("old/bin/javac", "");
        Ended ended = run(
                "",
                "sh",
                "-c",
                "JAVA_HOME=$PWD/old PATH=$PWD/jdk/bin:$PATH; . ./.mvn/find-jdk.sh; find_jdk 25 javac; echo \"$JAVA_HOME\"");
        assertThat(ended.output().strip())
                .isEqualTo(home.toRealPath().resolve("jdk").toString());
    }
}
