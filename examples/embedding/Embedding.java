// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs guests inside a JVM program: the built-in system, or the one whose manifest is named. From the top folder, after
 * {@code ./cordon} has built:
 *
 * <pre>{@code
 * java @cli/jvm.options -p cli/target/modules --add-modules dev.cordon.host examples/embedding/Embedding.java
 * java @cli/jvm.options -p cli/target/modules --add-modules dev.cordon.host examples/embedding/Embedding.java examples/linux-pair.yaml
 * }</pre>
 */
public final class Embedding {
    private Embedding() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        try (Cordon cordon = arguments.length == 0 ? Cordon.builtIn() : Cordon.load(Path.of(arguments[0]))) {
            Console first = cordon.consoles().getFirst();
            var lines = new BufferedReader(new InputStreamReader(first.output(), StandardCharsets.UTF_8));

            cordon.start(new RunListener() {
                @Override
                public void ended(ComponentEnd end) {
                    System.out.println("[" + end.component() + " " + end.reason() + "]");
                }
            });

            // Every guest is told to say hello and leave; what it has not read yet waits for it.
            for (Console console : cordon.consoles()) {
                Thread.ofVirtual().start(() -> greet(console));
            }

            // The stream of a console ends with the run.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(first.name() + " says: " + line);
            }

            Outcome outcome = cordon.await();
            System.out.println("The run ended: " + outcome.cause());
        } catch (CordonException e) {
            e.problems().forEach(System.err::println);
            System.exit(1);
        }
    }

    private static void greet(Console console) {
        try {
            console.type("echo hello from $(uname -m); exit\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
