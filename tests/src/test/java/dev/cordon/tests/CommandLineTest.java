// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in a JVM of its own: what it prints where, and how it ends. */
@Timeout(120)
class CommandLineTest {
    @TempDir
    private Path folder;

    private record Ended(int status, String out, String err) {}

    private Process start(String... arguments) throws IOException {
        String modules =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        List<String> words = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("../cli/jvm.options").toAbsolutePath(),
                "-p",
                modules,
                "-m",
                "dev.cordon.cli/dev.cordon.cli.Main"));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        int status = process.waitFor();
        return new Ended(
                status, Files.readString(folder.resolve("out.txt")), Files.readString(folder.resolve("err.txt")));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void builtInSystemSucceedsThoughItsIntruderIsStopped() throws Exception {
        Ended ended = run("run", "--stats");
        assertThat(ended.err()).contains("cordon: intruder was stopped, as expected:", "instructions in");
        assertThat(ended.out().lines())
                .contains("greeter: tick 1", "greeter: tick 5")
                .allMatch(line -> line.startsWith("greeter: ") || line.startsWith("intruder: "));
        assertThat(ended.status()).isZero();
    }

    @Test
    void inVirtualTimeEverythingThatIsPrintedIsTheSameAgain() throws Exception {
        Ended first = run("run", "--time", "virtual", "--seed", "4", "--digest", "--stats");
        assertThat(first.err()).contains("cordon: digest of ram: ", " instructions");
        assertThat(first.status()).isZero();
        assertThat(run("run", "--time", "virtual", "--seed", "4", "--digest", "--stats"))
                .isEqualTo(first);
        Ended json = run("run", "--time", "virtual", "--seed", "4", "--stats", "--json");
        assertThat(json.err().lines()).anyMatch(line -> line.matches("\\{\"instructions\": ?[0-9]+}"));
        assertThat(run("run", "--time", "virtual", "--seed", "4", "--stats", "--json"))
                .isEqualTo(json);
        assertThat(run("run", "--time", "virtual", "--timeout", "0.1").status()).isEqualTo(3);
        Ended wrong = run("run", "--digest");
        assertThat(wrong.err()).contains("--seed, --digest and --verify are for virtual time; add --time virtual");
        assertThat(wrong.status()).isEqualTo(1);
    }

    @Test
    void aRunThatIsVerifiedPrintsWhatItPrintsOtherwise() throws Exception {
        Ended verified = run("run", "--time", "virtual", "--seed", "4", "--digest", "--verify");
        assertThat(verified.out()).contains("greeter: tick 5");
        assertThat(verified.err()).contains("cordon: intruder was stopped, as expected:", "cordon: digest of ram: ");
        assertThat(verified.status()).isZero();
        assertThat(verified).isEqualTo(run("run", "--time", "virtual", "--seed", "4", "--digest"));
    }

    /** Two runs can only differ if they are not loaded with the same: with a file that somebody changes all the time. */
    @Test
    void verifyNamesWhereTwoRunsDiffer() throws Exception {
        ElfProgram.write(folder.resolve("guest.elf"), """
                _start:
                    li   a7, 0x53525354
                    li   a6, 0
                    li   a0, 0
                    li   a1, 0
                    ecall
                """);
        Path initrd = Files.write(folder.resolve("initrd"), new byte[4096]);
        try (FileChannel file = FileChannel.open(initrd, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer content = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            Process process =
                    start("boot", "--kernel", "guest.elf", "--initrd", "initrd", "--time", "virtual", "--verify");
            process.getOutputStream().close();
            for (long change = 1; process.isAlive(); change++) {
                content.putLong(0, change);
            }
            assertThat(Files.readString(folder.resolve("err.txt")))
                    .contains("cordon: the two runs differ before the first instruction: ram: byte at 0x");
            assertThat(process.exitValue()).isEqualTo(3);
        }
    }

    @Test
    void aLogOfTranslationsThatCannotBeWrittenStartsNothing() throws Exception {
        assertThat(run("run", "--engine", "translator", "--translations", "no/such"))
                .isEqualTo(new Ended(
                        1,
                        "",
                        "cordon: the log of translations no/such: no such file; name a file that can be written\n"));
    }

    @Test
    void enginesDifferInNothingThatAnybodySees() throws Exception {
        Ended interpreted = run("run", "--time", "virtual", "--digest", "--engine", "interpreter");
        assertThat(interpreted.err()).contains("cordon: digest of ram: ");
        assertThat(run("run", "--time", "virtual", "--digest", "--engine", "translator"))
                .isEqualTo(interpreted);
        Ended wrong = run("run", "--engine", "steam");
        assertThat(wrong.err()).contains("'--engine'", "[INTERPRETER, TRANSLATOR]");
        assertThat(wrong.status()).isEqualTo(2);
    }

    @Test
    void timeLimitIsStatusThree() throws Exception {
        Ended ended = run("run", "--timeout", "0.05");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("cordon: the time limit struck");
    }

    @Test
    void terminatedProcessEndsWith143() throws Exception {
        Process process = start("run", "--timeout", "60");
        while (!Files.readString(folder.resolve("out.txt")).contains("tick 1")) {
            assertThat(process.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(143);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    run missing.yaml               | error CDN-0001: missing.yaml does not exist; name a file that does
                    run .                          | error CDN-0001: . is a folder; name a file that can be read
                    check missing.yaml             | error CDN-0001: missing.yaml does not exist; name a file that does
                    boot --kernel missing          | error CDN-0070: missing does not exist
                    boot --kernel .                | error CDN-0071: . is not a file; name a file
                    boot --kernel empty            | error CDN-0072: empty is empty; name a file with content
                    boot --kernel text             | error CDN-0073:
                    boot --kernel text --memory 1K | error CDN-0022: 1K is less than any guest needs
                    boot --kernel text --memory 9999999999G | error CDN-0023:
                    boot --kernel text --vcpus 0   | error CDN-0026: a guest cannot have 0 vCPUs; write 1 to 32
                    boot --kernel text --vcpus 99  | error CDN-0026: a guest cannot have 99 vCPUs; write 1 to 32
                    boot --kernel text --initrd missing | error CDN-0070: missing does not exist
                    """)
    void wrongInputIsStatusOneAndOneClearLineEach(String commandLine, String line) throws Exception {
        write("empty", "");
        write("text", "this is no kernel, and long enough to have a header like one: 0123456789 0123456789\n");
        Ended ended = run(commandLine.split(" ", -1));
        assertThat(ended.err()).contains(line).doesNotContain("Exception", "\tat ");
        assertThat(ended.err().lines()).allMatch(each -> each.contains("error CDN-"));
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void manifestErrorsComeAllAtOnceWithTheirPlaces() throws Exception {
        write("bad.yaml", "cordon: 1\ncomponents:\n  a: {guest: {image: debain, memory: 1K}}\n  b: 7\n");
        Ended ended = run("run", "bad.yaml");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSizeGreaterThanOrEqualTo(3).allMatch(line -> line.startsWith("bad.yaml:"));
        Ended json = run("check", "--json", "bad.yaml");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out())
                .startsWith("[{\"file\": \"bad.yaml\", \"line\": 3,")
                .contains("\"code\": \"CDN-0042\"");
        assertThat(json.err()).isEmpty();
    }

    @Test
    void guestThatEndsOtherwiseThanExpectedIsStatusThree() throws Exception {
        write("image", kernel());
        Ended ended = run("boot", "--kernel", "image");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("cordon: guest was stopped");
    }

    /** A Linux Image that reads where there is nothing at once: auipc, and loads beyond any memory. */
    private static String kernel() {
        byte[] image = new byte[4096];
        int[] code = {0x0000_3503, 0x0000_006f}; // ld a0, 0(zero); j .
        for (int i = 0; i < 8; i++) {
            image[i] = (byte) (code[i / 4] >> (8 * (i % 4)));
        }
        image[18] = 0x01; // image size: 64 KiB
        image[32] = 2; // version 0.2
        System.arraycopy("RISCV".getBytes(StandardCharsets.US_ASCII), 0, image, 48, 5);
        System.arraycopy("RSC\5".getBytes(StandardCharsets.US_ASCII), 0, image, 56, 4);
        return new String(image, StandardCharsets.UTF_8);
    }

    @Test
    void aFlatBinaryOnTheBareMachineIsSaidToBeOne() throws Exception {
        Files.write(folder.resolve("flat"), new byte[] {0x6f, 0, 0, 0}); // j .
        Ended ended = run("bare", "--timeout", "0.2", "flat");
        assertThat(ended.err().lines())
                .containsExactly(
                        "cordon: bare: flat is no ELF file: it lies as it is at 0x80000000, and starts there",
                        "cordon: the time limit struck: the run was ended");
        assertThat(ended.status()).isEqualTo(3);
    }

    @Test
    void whatCannotBeWrittenToItsEndIsSaidInTheEndAndIsStatusOne() throws Exception {
        ElfProgram.write(folder.resolve("program.elf"), """
                _start:
                    li   t0, 0x100000
                    li   t1, 0x5555
                    sw   t1, 0(t0)
                    j    .
                .balign 8
                begin_signature: .dword 1
                end_signature:
                """);
        String lost = " /dev/full could not be written to its end: No space left on device\n";
        Ended bare = run("bare", "--trace", "/dev/full", "--signature", "/dev/full", "program.elf");
        assertThat(bare.err()).endsWith("\ncordon: the trace" + lost + "cordon: the signature" + lost);
        assertThat(bare.status()).isEqualTo(1);
        Ended system = run("run", "--time", "virtual", "--trace", "/dev/full");
        assertThat(system.err()).contains("cordon: intruder was stopped").endsWith("\ncordon: the trace" + lost);
        assertThat(system.out()).contains("greeter: tick 5");
        assertThat(system.status()).isEqualTo(1);
    }

    @Test
    void tcbNamesTheCoreAndTheGuests() throws Exception {
        Ended text = run("tcb");
        assertThat(text.status()).isZero();
        assertThat(text.out()).contains("core: ", "greeter", "intruder");
        assertThat(run("tcb", "--json").out()).startsWith("{").contains("\"greeter\"");
    }
}
