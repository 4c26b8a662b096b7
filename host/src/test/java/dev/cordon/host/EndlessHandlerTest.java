// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.manifest.CheckedSystem;
import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.capabilities.manifest.SystemManifest;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.vmm.instance.Vmm;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A handler that does not return cannot be stopped, but nobody waits for it for ever, and other pCPUs go on. */
@Timeout(60)
class EndlessHandlerTest {
    private static final int SERVED = 100;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** How many exits each guest's VMM has been called for. */
    private final Map<String, AtomicInteger> exits = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private void loop() {
        entered.countDown();
        while (released.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    /** A VMM that does not come back from its first entry. */
    private final class Endless implements Program {
        @Override
        public void init(Hypervisor hypervisor) {
            loop();
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

    /** The VMM as it is, whose exits are counted; that of the guest {@code endless} does not come back from one of them. */
    private final class Counted implements Program {
        private final Vmm vmm = new Vmm();
        private String name = "";

        @Override
        public void init(Hypervisor h) {
            BootInfo info = BootInfo.of(h);
            int index = info.find(BootInfo.NAME, 0);
            byte[] text = h.memory(info.a(index), info.b(index)).toArray(ValueLayout.JAVA_BYTE);
            name = new String(text, StandardCharsets.US_ASCII);
            vmm.init(h);
        }

        @Override
        public void called(Hypervisor h, long portal) {
            if (count(name).incrementAndGet() > SERVED && name.equals("endless")) {
                loop();
            }
            vmm.called(h, portal);
        }

        @Override
        public void notified(Hypervisor h, long badges) {
            vmm.notified(h, badges);
        }

        @Override
        public void save(StateWriter writer) {
            vmm.save(writer);
        }

        @Override
        public void restore(StateReader reader) {
            vmm.restore(reader);
        }
    }

    private AtomicInteger count(String guest) {
        return exits.computeIfAbsent(guest, _ -> new AtomicInteger());
    }

    /** Starts a system with other VMMs. */
    private static SystemAssembly start(CompiledSystem system, Supplier<Program> vmm) throws IOException {
        List<Supplier<Program>> own = Programs.named(system.programs()).verified();
        List<Supplier<Program>> programs = system.programs().stream()
                .<Supplier<Program>>map(name -> name.equals(CompiledSystem.VMM)
                        ? vmm
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
        return assembly;
    }

    /** Ends a run in which a handler does not return. */
    private void assertComplains(SystemAssembly assembly, String handler) throws IOException {
        assembly.stop();
        assertThatThrownBy(assembly.end()::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(EndlessHandlerException.class)
                .hasMessageContaining(handler);
        assertThatThrownBy(assembly::close).isInstanceOf(EndlessHandlerException.class);
        released.countDown();
        assembly.close();
    }

    @Test
    void runThatIsStoppedSaysWhichHandlerDoesNotReturn() throws InterruptedException, IOException {
        SystemAssembly assembly = start(
                ConsoleSystem.builtIn().check(Set.of()).system().orElseThrow().compile(), Endless::new);
        entered.await();
        assertComplains(assembly, "EndlessHandlerTest.loop");
    }

    @Test
    void guestsOfItsPcpuStandStillAndThoseOfAnotherGoOn() throws InterruptedException, IOException {
        Files.write(folder.resolve("guest.elf"), DrawnGuest.of(1, DrawnGuest.FOR_EVER));
        Path manifest = Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                machine: {pcpus: 2}
                components:
                  endless: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [0]}}
                  beside: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [0]}}
                  elsewhere: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [1]}}
                """);
        CheckedSystem checked = SystemManifest.load(manifest, Set.of());
        SystemAssembly assembly = start(checked.system().orElseThrow().compile(), Counted::new);
        entered.await();
        int beside = count("beside").get();
        int elsewhere = count("elsewhere").get();
        while (count("elsewhere").get() < elsewhere + 10 * SERVED) {
            Thread.sleep(1);
        }
        assertThat(count("beside")).hasValue(beside);
        assertThat(count("endless")).hasValue(SERVED + 1);
        assertComplains(assembly, "EndlessHandlerTest.loop");
    }
}
