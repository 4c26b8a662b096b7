// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.BareOptions;
import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bare machine under a real {@code gdb-multiarch}, which continuous integration installs. */
@Tag("guests")
@Timeout(180)
class GdbMultiarchTest {
    private static final String PROGRAM = """
            _start:
                la   t0, trap
                csrw mtvec, t0
                li   a0, 0
                li   a1, 5
            loop:
                addi a0, a0, 1
                la   t1, counter
                sd   a0, 0(t1)
                blt  a0, a1, loop
                ecall
            done:
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
                j    .
            .balign 4
            trap:
                la   t0, done
                csrw mepc, t0
                mret
            .balign 8
            counter: .dword 0
            """;

    @TempDir
    Path folder;

    @Test
    void aSessionFromTheResetVectorToTheEnd() throws Exception {
        String text = session(
                "info registers pc",
                "x/i $pc",
                "break *&loop",
                "continue",
                "printf \"a0=%d a1=%d\\n\", $a0, $a1",
                "stepi",
                "printf \"a0=%d pc=%lx\\n\", $a0, $pc",
                "continue",
                "x/gx &counter",
                "printf \"virt=%d vmid=%d priv=%d\\n\", $virt, $vmid, $priv",
                "info threads",
                "delete",
                "watch *(long *)&counter",
                "continue",
                "delete",
                "set $a0 = 99",
                "set {long}&counter = 7",
                "x/gx &counter",
                "break *&trap",
                "continue",
                "printf \"mcause=%d\\n\", $mcause",
                "continue");
        assertThat(text)
                .contains(
                        "0x0000000000001000 in ?? ()",
                        "=> 0x1000:\tauipc\tt0,0x0",
                        "Breakpoint 1, 0x0000000080000014 in loop ()",
                        "a0=0 a1=5",
                        "a0=1 pc=80000018",
                        "0x80000050 <counter>:\t0x0000000000000001",
                        "virt=0 vmid=0 priv=3",
                        "Thread 1 (hart 0, m-mode) 0x0000000080000014 in loop ()",
                        "Old value = 1\nNew value = 2",
                        "0x80000050 <counter>:\t0x0000000000000007",
                        "0x0000000080000040 in trap ()",
                        "mcause=11",
                        "exited normally]");
    }

    /** What GDB prints while it obeys commands at a machine that runs the program to its end. */
    private String session(String... commands) throws Exception {
        Path program = ElfProgram.write(folder.resolve("program.elf"), PROGRAM);
        CompletableFuture<String> remote = new CompletableFuture<>();
        try (Cordon cordon = Cordon.bare(BareOptions.of(program).withGdb(0))) {
            cordon.start(new RunListener() {
                @Override
                public void output(Console console, byte[] written) {}

                @Override
                public void said(String component, String line) {
                    remote.complete(line.substring(line.indexOf("target remote "), line.lastIndexOf('\'')));
                }

                @Override
                public void ended(ComponentEnd end) {}
            });
            List<String> commandLine = new ArrayList<>(List.of("gdb-multiarch", "-batch", "-nx"));
            commandLine.addAll(List.of("-ex", "set pagination off", "-ex", remote.get()));
            for (String command : commands) {
                commandLine.addAll(List.of("-ex", command));
            }
            commandLine.add(program.toString());
            Path output = folder.resolve("output");
            Process gdb = new ProcessBuilder(commandLine)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(gdb.waitFor(120, TimeUnit.SECONDS)).isTrue();
            } finally {
                gdb.destroyForcibly();
            }
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            return Files.readString(output, StandardCharsets.UTF_8);
        }
    }
}
