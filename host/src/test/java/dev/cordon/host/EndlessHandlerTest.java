// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handler that does not return cannot be stopped, but nobody waits for it for ever. */
@Timeout(60)
class EndlessHandlerTest {
    private static final CountDownLatch entered = new CountDownLatch(1);
    private static final CountDownLatch released = new CountDownLatch(1);

    /** A VMM that does not come back from its first entry. */
    private static final class Endless implements Program {
        @Override
        public void init(Hypervisor hypervisor) {
            entered.countDown();
            while (released.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void called(Hypervisor hypervisor, long portal) {}

        @Override
        public void notified(Hypervisor hypervisor, long badges) {}

        @Override
        public void save(StateWriter writer) {}

        @Override
        public void restore(StateReader reader) {}
    }

    @Test
    void runThatIsStoppedSaysWhichHandlerDoesNotReturn() throws InterruptedException, IOException {
        CompiledSystem system =
                ConsoleSystem.builtIn().check(Set.of()).system().orElseThrow().compile();
        List<Supplier<Program>> own = Programs.named(system.programs()).verified();
        List<Supplier<Program>> programs = system.programs().stream()
                .<Supplier<Program>>map(name -> name.equals(CompiledSystem.VMM)
                        ? Endless::new
                        : own.get(system.programs().indexOf(name)))
                .toList();
        SystemAssembly assembly = SystemAssembly.of(
                system,
                Programs.unverified(programs),
                Images.ofUser(),
                Progress.SILENT,
                Timing.real(),
                Optional.empty(),
                Duration.ofMillis(200));
        assembly.start(new Assembly.Events() {
            @Override
            public void output(int console, byte[] written) {}

            @Override
            public void said(String component, String line) {}

            @Override
            public void ended(ComponentEnd end) {}
        });
        entered.await();
        assembly.stop();
        assertThatThrownBy(assembly.end()::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(EndlessHandlerException.class)
                .hasMessageContaining("EndlessHandlerTest$Endless.init");
        assertThatThrownBy(assembly::close).isInstanceOf(EndlessHandlerException.class);
        released.countDown();
        assembly.close();
    }
}
