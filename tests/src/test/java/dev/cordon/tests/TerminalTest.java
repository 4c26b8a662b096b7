// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal, which script(1) plays: keys, focus, and the state of the terminal afterwards. */
@Timeout(120)
class TerminalTest {
    /** Says hello, and has nothing else to do. */
    private static final String IDLE = """
            _start: li      a0, 6                   # debug console: write
                    la      a1, hello
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x4442434e
                    ecall
            rest:   wfi
                    j       rest
            hello:  .ascii  "hello\\n"
            """;

    @TempDir
    private Path folder;

    /** A system of two guests that never ends by itself, however long the keys take. */
    private Path idle() throws IOException {
        ElfProgram.write(folder.resolve("idle.elf"), IDLE);
        return Files.writeString(folder.resolve("idle.yaml"), """
                cordon: 1
                components:
                  web:
                    guest: {kernel: idle.elf, memory: 4M}
                    uses: {console: console.port}
                  db:
                    guest: {kernel: idle.elf, memory: 4M}
                    uses: {console: console.port}
                  console:
                    driver: console
                    uses: {uart: machine.uart}
                    provides: {port: console-port}
                """);
    }

    @Test
    void keysHelpTurnAndLeave() throws Exception {
        try (ScriptedTerminal terminal = new ScriptedTerminal("run '" + idle() + "'")) {
            terminal.see("hello");
            terminal.type("\u0001h");
            terminal.see("Ctrl-a x leaves");
            terminal.type("\u0001n");
            terminal.see("you type to db");
            terminal.type("\u0001n");
            terminal.see("you type to web");
            terminal.type("\u0001x");
            terminal.see("status 0");
            terminal.see("restored");
        }
    }

    @Test
    void interruptKeyGoesToTheGuest() throws Exception {
        try (ScriptedTerminal terminal = new ScriptedTerminal("run")) {
            terminal.see("tick 1");
            terminal.type("\u0003");
            terminal.see("Powering off");
            terminal.see("status 0");
            terminal.see("restored");
        }
    }

    @Test
    void terminatedRunRestoresTheTerminal() throws Exception {
        try (ScriptedTerminal terminal = new ScriptedTerminal("run '" + idle() + "'")) {
            terminal.see("hello");
            assertThat(terminal.jvm().destroy()).isTrue();
            terminal.see("status 143");
            terminal.see("restored");
        }
    }

    @Test
    void guestsAreSuspendedRestartedAndRemovedByKeys() throws Exception {
        try (ScriptedTerminal terminal = new ScriptedTerminal("run '" + idle() + "'")) {
            terminal.see("hello");
            terminal.see("hello");
            terminal.type("\u0001s");
            terminal.see("web is suspended; Ctrl-a s resumes it");
            terminal.type("\u0001s");
            terminal.see("web goes on");
            terminal.type("\u0001r");
            terminal.see("web: hello");
            terminal.see("web was restarted");
            terminal.type("\u0001k");
            terminal.see("Ctrl-a k once more removes web");
            terminal.type("\u0001n");
            terminal.see("you type to db");
            terminal.type("\u0001k");
            terminal.see("Ctrl-a k once more removes db");
            terminal.type("\u0001k");
            terminal.see("db was removed; Ctrl-a r starts it anew");
            terminal.type("\u0001s");
            terminal.see("db cannot be suspended: it is not there");
            terminal.type("\u0001n\u0001n");
            terminal.see("you type to web");
            terminal.see("you type to db, which is not there; Ctrl-a r starts it");
            terminal.type("\u0001r");
            terminal.see("db: hello");
            terminal.see("db was started");
            terminal.type("\u0001x");
            terminal.see("status 0");
            terminal.see("restored");
        }
    }
}
