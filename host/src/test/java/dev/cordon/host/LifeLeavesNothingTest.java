// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.microhypervisor.core.StateSections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the microhypervisor holds after a component has come and gone. */
@Timeout(120)
class LifeLeavesNothingTest {
    private static final int GREETER = 0;

    /**
     * What all domains and their spaces consist of, kernel memory that they are charged for included, after the greeter was restarted so often and removed at last: to each its
     * words. (Scheduling contexts and programs are left out: they count what has happened.)
     */
    private static Map<String, List<Long>> after(int restarts) throws Exception {
        CompiledSystem system =
                ConsoleSystem.builtIn().check(Set.of()).system().orElseThrow().compile();
        SystemAssembly assembly = SystemAssembly.of(
                system,
                Programs.named(system.programs()),
                Images.ofUser(),
                Progress.SILENT,
                Timing.virtual(1).withLimit(Duration.ofSeconds(10)),
                Optional.empty(),
                PcpuThreads.PATIENCE);
        try {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (int i = 0; i < restarts; i++) {
                asked.add(assembly.changeAt(Duration.ofMillis(20L * i), GREETER, Component.Change.RESTART));
            }
            asked.add(assembly.changeAt(Duration.ofMillis(20L * restarts), GREETER, Component.Change.REMOVE));
            assembly.start(Assembly.Events.SILENT);
            assertThat(assembly.end().get()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            for (CompletableFuture<Void> answer : asked) {
                answer.get();
            }
            Map<String, List<Long>> state = new TreeMap<>();
            assembly.microhypervisor().save((kind, name) -> {
                List<Long> words = new ArrayList<>();
                boolean held = name.startsWith("ProtectionDomain") || name.contains("Space");
                if (held && kind == StateSections.Kind.OBJECT) {
                    state.put(name, words);
                }
                return words::add;
            });
            return state;
        } finally {
            assembly.close();
        }
    }

    @Test
    void nothingOfAnyLifeIsLeft() throws Exception {
        Map<String, List<Long>> once = after(0);
        assertThat(once).containsKey("ProtectionDomain 0").hasSizeGreaterThan(6);
        assertThat(after(1)).isEqualTo(once);
        assertThat(after(40)).isEqualTo(once);
    }
}
