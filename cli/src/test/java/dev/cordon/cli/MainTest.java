// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of exit statuses and of one clear line for each mistake. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private void assertThatItSays(String line) {
        assertThat(err.toString()).isEqualToIgnoringNewLines(line);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frobnicate                         | cordon: there is no command 'frobnicate'; 'cordon --help' shows what it takes
                    bot                                | cordon: there is no command 'bot' (did you mean boot?); 'cordon --help' shows what it takes
                    boot --kernel k --appendix         | cordon: there is no option '--appendix' (did you mean --append?); 'cordon boot --help' shows what it takes
                    run --timeout soon                 | cordon: invalid value for option '--timeout': 'soon' is no time; write seconds, for instance 2.5; 'cordon run --help' shows what it takes
                    --frobnicate                       | cordon: there is no option '--frobnicate'; 'cordon --help' shows what it takes
                    images                             | cordon: missing command; 'cordon images --help' shows what it takes
                    images pull                        | cordon: missing required parameter: 'NAME'; 'cordon images pull --help' shows what it takes
                    bare                               | cordon: give either --firmware FILE or a program; 'cordon bare --help' shows what it takes
                    bare --memory lots --firmware x    | cordon: invalid value for option '--memory': 'lots' is no size; write for instance 256M; 'cordon bare --help' shows what it takes
                    bare --harts two --firmware x      | cordon: invalid value for option '--harts': 'two' is no whole number; 'cordon bare --help' shows what it takes
                    boot                               | cordon: missing required option: '--kernel=FILE'; 'cordon boot --help' shows what it takes
                    boot --kernel k --vcpus many       | cordon: invalid value for option '--vcpus': 'many' is no whole number; 'cordon boot --help' shows what it takes
                    run a.yaml b.yaml                  | cordon: there is no further argument 'b.yaml'; 'cordon run --help' shows what it takes
                    check                              | cordon: missing required parameter: 'SYSTEM.yaml'; 'cordon check --help' shows what it takes
                    bare --firmware                    | cordon: missing required parameter for option '--firmware' (FILE); 'cordon bare --help' shows what it takes
                    """)
    void whatCannotBeParsedIsStatusTwo(String commandLine, String line) {
        assertThat(run(commandLine.split(" ", -1))).isEqualTo(ExitStatus.USAGE);
        assertThatItSays(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    images pull nix                        | cordon: there is no image 'nix'; the images are: debian, debian-sid, u-boot
                    bare --firmware /no/such               | cordon: the firmware /no/such: no such file; name a file that can be read
                    bare --firmware /                      | cordon: the firmware / is a folder; name a file
                    bare --firmware x --harts 0            | cordon: a machine has 1 to 32 harts, not 0
                    bare --firmware x --memory 1000        | cordon: 1000 bytes of memory are no multiple of 4096; write for instance 256M
                    bare --firmware x --timeout -1         | cordon: --timeout -1.0 is no time to wait; write seconds above 0
                    bare --signature s --signature-granularity 2 x | cordon: a word of a signature has 4 or 8 bytes, not 2
                    bare --firmware / --isa rv32gc                  | cordon: ISA 'rv32gc' does not begin with rv64; write for instance rv64gc
                    bare --firmware x --aia imsic          | cordon: interrupt controllers 'imsic': there are none, aplic and aplic-imsic; write one of these
                    bare --firmware x --aia aplic --aia-guests 1 | cordon: guest interrupt files are an IMSIC's, and aplic has none; write aplic-imsic
                    bare --firmware x --aia aplic-imsic --aia-guests 64 | cordon: an IMSIC has 0 to 63 guest interrupt files, not 64
                    bare --trace-hart 0 x                  | cordon: --trace-pc, --trace-privilege and --trace-hart need --trace FILE
                    bare --trace t --trace-pc 5 x          | cordon: --trace-pc 5 is no range; write for instance 0x80000000..0x80000fff
                    bare --trace t --trace-privilege hs x  | cordon: --trace-privilege hs is no mode; write m, s, u, vs or vu
                    bare --kernel k x                      | cordon: a program runs alone; --kernel and --initrd need --firmware
                    """)
    void wrongValuesAndFilesAreStatusOne(String commandLine, String line) {
        assertThat(run(commandLine.split(" ", -1))).isEqualTo(ExitStatus.WRONG_INPUT);
        assertThatItSays(line);
    }

    @Test
    void emptyFirmwareIsRefused(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("fw.bin"));
        assertThat(run("bare", "--firmware", empty.toString())).isEqualTo(ExitStatus.WRONG_INPUT);
        assertThatItSays("cordon: the firmware " + empty + " is empty; name a file with content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "run", "boot", "check", "tcb", "images", "images list", "images pull", "images path", "bare"
            })
    void everyCommandHelpsWithAnExample(String command) {
        assertThat(run((command + " --help").strip().split(" ", -1))).isZero();
        assertThat(out.toString()).contains("Usage: cordon").containsPattern("Examples?:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionNamesTheJvm() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .startsWith("cordon ")
                .contains(Runtime.version().toString());
    }

    @Test
    void imagesListIsJsonIfAsked() {
        assertThat(run("images", "list", "--json")).isZero();
        assertThat(out.toString()).startsWith("[{\"name\": \"debian\", ").endsWith("}]" + System.lineSeparator());
    }
}
