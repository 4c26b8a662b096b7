// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A terminal, which script(1) plays, on which Cordon runs between two looks at the terminal's state. */
final class ScriptedTerminal implements AutoCloseable {
    private final Process script;
    private final InputStream output;
    private final OutputStream keyboard;
    private final StringBuilder seen = new StringBuilder();

    /** Runs the command line with these arguments. */
    ScriptedTerminal(String arguments) throws IOException {
        String session = "before=$(stty -g)\n" + java(arguments) + "\necho status $?\n"
                + "[ \"$before\" = \"$(stty -g)\" ] && echo restored\n";
        script = new ProcessBuilder(List.of("script", "-qec", session, "/dev/null"))
                .redirectErrorStream(true)
                .start();
        output = script.getInputStream();
        keyboard = script.getOutputStream();
    }

    private static String java(String arguments) {
        String modules =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        return "'" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -Dcordon.terminals=012"
                + " '@" + Path.of("../cli/jvm.options").toAbsolutePath() + "'"
                + " -p '" + modules + "' -m dev.cordon.cli/dev.cordon.cli.Main " + arguments;
    }

    void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.US_ASCII));
        keyboard.flush();
    }

    /** Reads to the end of the next {@code awaited}. */
    void see(String awaited) throws IOException {
        while (seen.indexOf(awaited) < 0) {
            int octet = output.read();
            assertThat(octet)
                    .as("the terminal closed before '%s': %s", awaited, seen)
                    .isNotNegative();
            seen.append((char) octet);
        }
        seen.delete(0, seen.indexOf(awaited) + awaited.length());
    }

    /** The virtual machine that Cordon runs in. */
    ProcessHandle jvm() {
        return script.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        script.destroyForcibly();
    }
}
