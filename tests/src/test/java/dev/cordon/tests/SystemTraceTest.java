// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Digest;
import dev.cordon.host.Outcome;
import dev.cordon.host.Timing;
import dev.cordon.host.TraceKind;
import dev.cordon.host.TraceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cordon run --trace} writes: of the built-in system, in virtual time, so that every run writes the same. */
@Timeout(120)
class SystemTraceTest {
    @TempDir
    private Path folder;

    private record Traced(List<String> lines, List<Digest> digests) {}

    private Traced run(Optional<Set<TraceKind>> kinds) throws Exception {
        return run(kinds, _ -> {}, _ -> {});
    }

    /** With something that is done before the trace is asked for, and something after it. */
    private Traced run(Optional<Set<TraceKind>> kinds, Consumer<Cordon> before, Consumer<Cordon> after)
            throws Exception {
        Path file = folder.resolve("trace");
        List<Digest> digests = new ArrayList<>();
        try (Cordon cordon = Cordon.builtIn(Timing.virtual(7))) {
            before.accept(cordon);
            kinds.ifPresent(chosen -> cordon.trace(TraceOptions.to(file).with(chosen)));
            after.accept(cordon);
            cordon.start();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            digests.addAll(cordon.digests());
        }
        return new Traced(kinds.isPresent() ? Files.readAllLines(file) : List.of(), digests);
    }

    @Test
    void isTheSameIfTheRunIsMeasured() throws Exception {
        Optional<Set<TraceKind>> kinds = Optional.of(Set.of(TraceKind.INSTRUCTIONS, TraceKind.EXITS));
        Traced plain = run(kinds);
        assertThat(run(kinds, _ -> {}, Cordon::measure)).isEqualTo(plain);
        assertThat(run(kinds, Cordon::measure, _ -> {})).isEqualTo(plain);
    }

    @Test
    void exitsHypercallsAndCommunicationAreEventsOfTheirOwn() throws Exception {
        List<String> lines = run(Optional.of(Set.of(TraceKind.EXITS, TraceKind.HYPERCALLS, TraceKind.IPC)))
                .lines();
        assertThat(lines)
                .anyMatch(line -> line.matches("root-task  create_pd  0x[0-9a-f]+ 0x1 0x1 .*: OK"))
                .anyMatch(line -> line.matches("greeter  create_guest_space  .*: OK"))
                .anyMatch(line -> line.matches("root-task  create_vcpu  .*: OK"))
                .contains("greeter  exit  portal 32  startup (event 32)")
                .anyMatch(
                        line -> line.matches(
                                "greeter  exit  portal 10  environment call from vs \\(event 10\\), pc 00000000802[0-9a-f]{5}, SBI extension 0x4442434e function 0, .*"))
                .anyMatch(line -> line.matches("greeter  resumes  run, pc [0-9a-f]{16}, a0 0x0 a1 .*"))
                .anyMatch(
                        line -> line.matches(
                                "intruder  exit  portal 21  load guest-page fault \\(event 21\\), pc [0-9a-f]{16}, stval 0000000080400000, gpa 0000000080400000, htinst [0-9a-f]{8}"))
                .contains("intruder  resumes  stop")
                .contains("greeter  signals  selector 512, badges 0x2: OK")
                .anyMatch(line -> line.matches("console  notified  badges 0x[0-9a-f]+"))
                .anyMatch(line -> line.matches("intruder  calls  selector 8, [0-9]+ words"))
                .anyMatch(line -> line.matches("root-task  called  portal [0-9]+, [0-9]+ words"))
                .anyMatch(line -> line.matches("root-task  replies  [0-9]+ words"))
                .anyMatch(line -> line.matches("intruder  returns  OK, [0-9]+ words"))
                .noneMatch(line -> line.startsWith("hart "));
        assertThat(run(Optional.of(Set.of(TraceKind.EXITS))).lines())
                .isNotEmpty()
                .allMatch(line -> line.contains("  exit  ") || line.contains("  resumes  "));
    }

    @Test
    void guestsInstructionsAreWrittenUpToTheOneThatExits() throws Exception {
        List<String> lines = run(Optional.of(Set.of(TraceKind.INSTRUCTIONS, TraceKind.EXITS)))
                .lines();
        int exits = 0;
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).endsWith("  ecall  ; exits: environment call from vs")) {
                exits++;
                assertThat(lines.get(i + 1)).contains("  exit  portal 10  environment call from vs (event 10), pc ");
            }
        }
        assertThat(exits).isGreaterThan(10);
        assertThat(lines).anyMatch(line -> line.matches("hart 0  vs .*csrs sie,t0  ; vsie=0000000000000020"));
    }

    @Test
    void aTraceChangesNothing() throws Exception {
        List<Digest> without = run(Optional.empty()).digests();
        assertThat(run(Optional.of(Set.of(TraceKind.values()))).digests()).isEqualTo(without);
    }

    @Test
    void aFileThatCannotBeWrittenIsOneLine() {
        try (Cordon cordon = Cordon.builtIn()) {
            assertThatThrownBy(() -> cordon.trace(TraceOptions.to(folder.resolve("no/such"))))
                    .isInstanceOf(CordonException.class)
                    .hasMessage("the trace " + folder.resolve("no/such")
                            + ": no such file; name a file that can be written");
        }
    }
}
