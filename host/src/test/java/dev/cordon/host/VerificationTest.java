// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.BootModule;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.GuestComponent;
import dev.cordon.capabilities.manifest.MachineSection;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.host.Divergence.Place;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.isa.Register;
import dev.cordon.machine.platform.HartDriver;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A verified run names what makes it differ from its second run. */
@Timeout(120)
class VerificationTest {
    private static final int ACTIONS = 20_000;

    private static SystemAssembly builtIn() {
        return verified(ConsoleSystem.builtIn());
    }

    /** A guest with two vCPUs on two pCPUs that keep each other busy, and leave gp alone. */
    private static SystemAssembly drawn() {
        BootModule kernel = new BootModule.Bytes("drawn", MemorySegment.ofArray(DrawnGuest.of(7, ACTIONS, 2)));
        GuestComponent guest = ConsoleSystem.guest("drawn", kernel, Optional.empty(), "", 4 << 20, 2, Expect.POWER_OFF);
        return verified(ConsoleSystem.of(new MachineSection(2), List.of(guest)));
    }

    private static SystemAssembly verified(SystemManifest manifest) {
        CompiledSystem system = manifest.check(Set.of()).system().orElseThrow().compile();
        return SystemAssembly.of(
                system,
                Programs.named(system.programs()),
                Images.ofUser(),
                Progress.SILENT,
                Timing.virtual(1).verifiedByASecondRun(),
                Optional.empty(),
                PcpuThreads.PATIENCE);
    }

    private static Optional<Divergence> divergence(SystemAssembly assembly) throws Exception {
        try {
            assembly.start(Assembly.Events.SILENT);
            Outcome outcome = assembly.end().get();
            assertThat(outcome.cause() == Outcome.Cause.EXHAUSTED)
                    .isEqualTo(assembly.divergence().isPresent());
            return assembly.divergence();
        } finally {
            assembly.close();
        }
    }

    /** The address of the first place in RAM that holds a text. */
    private static long find(Ram ram, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        long at = ram.base();
        for (int same = 0; same < wanted.length; at++) {
            same = ram.read(at, 1) == wanted[same] ? same + 1 : 0;
        }
        return at - wanted.length;
    }

    /** Lets the harts of the second run do what they do, and has something done to a hart's state when the hart has retired so many instructions. */
    private static SystemAssembly changedAfter(
            int changed, long instructions, BiConsumer<SystemAssembly, HartState> change) {
        SystemAssembly assembly = drawn();
        assembly.second().orElseThrow().give(second -> {
            HartDriver driver = second.machine().driver();
            second.machine().drivenBy((hart, state, deadline) -> {
                long left = hart.id() == changed ? instructions - hart.retired() : 0;
                long until = left > 0 ? Math.min(deadline, state.retired + left) : deadline;
                Exit exit = driver.run(hart, state, until);
                if (left > 0 && hart.retired() == instructions) {
                    change.accept(second, state);
                }
                return exit == Exit.DEADLINE && until < deadline ? driver.run(hart, state, deadline) : exit;
            });
        });
        return assembly;
    }

    @Test
    void whatIsTheSameAgrees() throws Exception {
        assertThat(divergence(builtIn())).isEmpty();
        assertThat(divergence(drawn())).isEmpty();
    }

    @Test
    void oneByteOfMemoryIsFound() throws Exception {
        SystemAssembly assembly = builtIn();
        assembly.second().orElseThrow().give(second -> {
            Ram ram = second.machine().ram();
            ram.write(find(ram, "Powering off"), 1, 'p');
        });
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.difference()).startsWith("ram: byte at 0x8");
            assertThat(found).hasToString("the two runs differ before the first instruction: " + found.difference());
        });
    }

    /** In the first turns, in the midst of the run, on either hart. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 5000", "0, 30001", "1, 400000"})
    void theInstructionIsNamed(int hart, long instruction) throws Exception {
        SystemAssembly assembly =
                changedAfter(hart, instruction, (_, state) -> state.x[Register.GP] ^= 0xAB00_0000_0000_0000L);
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.hart()).isEqualTo(hart);
            assertThat(found.agreed()).isEqualTo(instruction - 1);
            assertThat(found.instructions()).isEqualTo(instruction);
            assertThat(found.difference()).startsWith("at pc 0x8").endsWith(" only one changes gp");
            assertThat(found.place()).isEqualTo(Place.INSTRUCTION);
            assertThat(found)
                    .hasToString("the two runs differ at instruction " + instruction + " of hart " + hart + ": "
                            + found.difference());
        });
    }

    /** Somebody else than an instruction writes to memory, and no instruction reads it. */
    @Test
    void whatNoInstructionDoesIsFoundInItsTurn() throws Exception {
        SystemAssembly assembly = changedAfter(1, 300_000, (second, _) -> {
            Ram ram = second.machine().ram();
            ram.write(ram.base() + ram.size() / 2, 1, 1);
        });
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.agreed()).isBetween(280_000L, 299_999L);
            assertThat(found.instructions()).isBetween(300_000L, 320_000L);
            assertThat(found.difference()).startsWith("ram: byte at 0x");
            assertThat(found.place()).isEqualTo(Place.TURN);
            assertThat(found)
                    .hasToString("the two runs differ between instructions " + found.agreed() + " and "
                            + found.instructions() + " of hart 1: " + found.difference());
        });
    }

    /** As wrong translated code would be: when it is stepped it is right. */
    @Test
    void whatStepsDoNotShowIsFoundInItsTurn() throws Exception {
        SystemAssembly assembly = drawn();
        assembly.second().orElseThrow().give(second -> {
            HartDriver driver = second.machine().driver();
            second.machine().drivenBy((hart, state, deadline) -> {
                boolean stepped = deadline - state.retired == 1;
                if (!stepped && hart.id() == 0 && hart.retired() > 9000) {
                    state.x[Register.GP] = 1;
                }
                return driver.run(hart, state, deadline);
            });
        });
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.place()).isEqualTo(Place.TURN);
            assertThat(found.agreed()).isLessThanOrEqualTo(found.instructions());
            assertThat(found.instructions() - found.agreed()).isLessThan(40_000);
        });
    }

    @Test
    void whatHappensOnlyOnceIsSaidToDoSo() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        SystemAssembly assembly = changedAfter(0, 5000, (_, state) -> {
            if (!done.getAndSet(true)) {
                state.x[Register.GP] ^= 1;
            }
        });
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.agreed()).isLessThan(5000);
            assertThat(found.place()).isEqualTo(Place.ONCE);
            assertThat(found.toString()).endsWith("; it could not be repeated");
        });
    }

    @Test
    void runsThatCannotBeMadeAgainAreSaidToDiffer() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        SystemAssembly assembly = changedAfter(0, 5000, (_, state) -> {
            gone.set(true);
            state.x[Register.GP] ^= 1;
        });
        assembly.second().orElseThrow().give(_ -> {
            if (gone.get()) {
                throw new CordonException("the kernel has gone");
            }
        });
        assertThat(divergence(assembly))
                .hasValueSatisfying(found -> assertThat(found.toString())
                        .startsWith("the two runs differ between instructions ")
                        .endsWith("; it could not be repeated"));
    }

    /** One run is over earlier. */
    @Test
    void anEndIsFound() throws Exception {
        SystemAssembly assembly =
                changedAfter(0, 20_000, (second, _) -> second.virtual().finish());
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.hart()).isZero();
            assertThat(found.instructions()).isGreaterThanOrEqualTo(20_000);
            assertThat(found.place()).isNotEqualTo(Place.ONCE);
        });
    }
}
