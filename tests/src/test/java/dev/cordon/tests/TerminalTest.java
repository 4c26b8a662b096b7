// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person at a terminal, which script(1) plays: keys, focus, and the state of the terminal afterwards. */
@Timeout(120)
class TerminalTest {
    /** Runs the built-in system between two looks at the terminal. */
    private static final String SESSION = "before=$(stty -g)\n" + java("run") + "\necho status $?\n"
            + "[ \"$before\" = \"$(stty -g)\" ] && echo restored\n";

    private Process script;
    private InputStream output;
    private OutputStream keyboard;
    private final StringBuilder seen = new StringBuilder();

    private static String java(String arguments) {
        String modules =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        return "'" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -Dcordon.terminals=012"
                + " --enable-native-access=dev.cordon.machine.engine,dev.cordon.machine.platform,dev.cordon.microhypervisor.core"
                + " -p '" + modules + "' -m dev.cordon.cli/dev.cordon.cli.Main " + arguments;
    }

    @BeforeEach
    void openTerminal() throws IOException {
        script = new ProcessBuilder(List.of("script", "-qec", SESSION, "/dev/null"))
                .redirectErrorStream(true)
                .start();
        output = script.getInputStream();
        keyboard = script.getOutputStream();
    }

    @AfterEach
    void closeTerminal() {
        script.destroyForcibly();
    }

    private void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.US_ASCII));
        keyboard.flush();
    }

    private void see(String awaited) throws IOException {
        while (seen.indexOf(awaited) < 0) {
            int octet = output.read();
            assertThat(octet)
                    .as("the terminal closed before '%s': %s", awaited, seen)
                    .isNotNegative();
            seen.append((char) octet);
        }
    }

    @Test
    void keysHelpTurnAndLeave() throws Exception {
        see("tick 1");
        type("\u0001h");
        see("Ctrl-a x leaves");
        type("\u0001n");
        see("you type to intruder");
        type("\u0001n");
        see("you type to greeter");
        type("\u0001x");
        see("status 0");
        see("restored");
    }

    @Test
    void interruptKeyGoesToTheGuest() throws Exception {
        see("tick 1");
        type("\u0003");
        see("Powering off");
        see("status 0");
        see("restored");
    }

    @Test
    void terminatedRunRestoresTheTerminal() throws Exception {
        see("tick 1");
        ProcessHandle jvm = script.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
        assertThat(jvm.destroy()).isTrue();
        see("status 143");
        see("restored");
    }
}
