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
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A handler that does not return cannot be stopped, but nobody waits for it for ever, and other pCPUs go on. */
@Timeout(300)
class EndlessHandlerTest {
    private static final int SERVED = 100;
    private static final List<String> GUESTS = List.of("endless", "beside", "elsewhere");

    private final CountDownLatch entered = new CountDownLatch(1);

    /** The guest whose VMM does not come back has had an exit on its other pCPU since. */
    private final CountDownLatch held = new CountDownLatch(1);

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

    /** Does not come back from its first entry. */
    private final class Endless extends AlteredVmm {
        @Override
        public void init(Hypervisor h) {
            loop();
        }

        @Override
        Hypervisor exited(Hypervisor h) {
            return h;
        }
    }

    /** Counts exits. That of the guest {@code endless} does not come back from one of them on the pCPU where it began, once every guest has been served for a while. */
    private final class Counted extends AlteredVmm {
        private String name = "";

        /** Its execution context on that pCPU. */
        private @Nullable Hypervisor first;

        @Override
        public void init(Hypervisor h) {
            BootInfo info = BootInfo.of(h);
            int index = info.find(BootInfo.NAME, 0);
            byte[] text = h.memory(info.a(index), info.b(index)).toArray(ValueLayout.JAVA_BYTE);
            name = new String(text, StandardCharsets.US_ASCII);
            first = h;
            super.init(h);
        }

        @Override
        Hypervisor exited(Hypervisor h) {
            count(name).incrementAndGet();
            if (!name.equals("endless")) {
                return h;
            }
            if (!h.equals(first)) {
                if (entered.getCount() == 0) {
                    held.countDown(); // and this does not come back either
                }
                return h;
            }
            return GUESTS.stream().allMatch(guest -> count(guest).get() > SERVED) ? endless(h) : h;
        }
    }

    /** One by which nothing ever gets done: the VMM loops in its midst, where it holds what it holds. */
    private Hypervisor endless(Hypervisor h) {
        return (Hypervisor) Proxy.newProxyInstance(
                Hypervisor.class.getClassLoader(), new Class<?>[] {Hypervisor.class}, (_, method, arguments) -> {
                    loop();
                    return method.invoke(h, arguments);
                });
    }

    private AtomicInteger count(String guest) {
        return exits.computeIfAbsent(guest, _ -> new AtomicInteger());
    }

    /** Starts a system with other VMMs. */
    private static SystemAssembly start(CompiledSystem system, Supplier<Program> vmm) throws IOException {
        SystemAssembly assembly = SystemAssembly.of(
                system,
                AlteredVmm.in(system, vmm),
                Images.ofUser(),
                Progress.SILENT,
                Timing.real(),
                Optional.empty(),
                Duration.ofMillis(200));
        assembly.start(Assembly.Events.SILENT);
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

    /** Starts three guests of those VMMs, {@code endless} with a vCPU on each of its pCPUs; by the pCPUs of each. */
    private SystemAssembly start(String endless, String beside, String elsewhere) throws IOException {
        int vcpus = endless.split(",", -1).length;
        Files.write(folder.resolve("endless.elf"), DrawnGuest.of(1, DrawnGuest.FOR_EVER, vcpus));
        Files.write(folder.resolve("guest.elf"), DrawnGuest.of(1, DrawnGuest.FOR_EVER));
        Path manifest =
                Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                machine: {pcpus: 3}
                components:
                  endless: {guest: {kernel: endless.elf, memory: 4M, vcpus: %d}, schedule: {pcpus: [%s]}}
                  beside: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [%s]}}
                  elsewhere: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [%s]}}
                """.formatted(vcpus, endless, beside, elsewhere));
        CheckedSystem checked = SystemManifest.load(manifest, Set.of());
        return start(checked.system().orElseThrow().compile(), Counted::new);
    }

    /** While {@code elsewhere} is served for a while, nobody else is. */
    private void assertOnlyElsewhereGoesOn() throws InterruptedException {
        int endless = count("endless").get();
        int beside = count("beside").get();
        int elsewhere = count("elsewhere").get();
        while (count("elsewhere").get() < elsewhere + 10 * SERVED) {
            Thread.sleep(1);
        }
        assertThat(count("beside")).hasValue(beside);
        assertThat(count("endless")).hasValue(endless);
    }

    @Test
    void guestsOfItsPcpuStandStillAndThoseOfAnotherGoOn() throws InterruptedException, IOException {
        SystemAssembly assembly = start("0", "0", "1");
        entered.await();
        assertOnlyElsewhereGoesOn();
        assertComplains(assembly, "EndlessHandlerTest.loop");
    }

    @Test
    void otherPcpusOfItsGuestStandStillAsSoonAsAVcpuExitsThere() throws InterruptedException, IOException {
        SystemAssembly assembly = start("0, 1", "1", "2");
        held.await();
        assertOnlyElsewhereGoesOn();
        assertComplains(assembly, "EndlessHandlerTest.loop");
    }
}
