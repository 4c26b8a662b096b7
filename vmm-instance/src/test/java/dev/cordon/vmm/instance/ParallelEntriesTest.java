// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule for what entries on several pCPUs share: one holds the lock from its beginning to its end. */
@Timeout(60)
class ParallelEntriesTest {
    private static final int HARTS = 4;
    private static final int BYTES = 10_000;

    @Test
    void anEntryWaitsForTheEndOfAnother() throws Exception {
        assertThat(ParallelEntries.overlap(200)).isFalse();
    }

    @Test
    void withoutTheLockEntriesOverlap() throws Exception {
        Method overlap =
                new Unlocked().loadClass(ParallelEntries.class.getName()).getDeclaredMethod("overlap", long.class);
        overlap.setAccessible(true);
        assertThat(overlap.invoke(null, 30_000L)).isEqualTo(true);
    }

    @Test
    void whatHartsWriteAtOnceIsWrittenOnceAndInTheirOrder() throws Exception {
        TestGuest guest = TestGuest.started(HARTS);
        List<Callable<Void>> harts = new ArrayList<>();
        for (int hart = 0; hart < HARTS; hart++) {
            int number = hart;
            Hypervisor context = guest.hypervisor.context();
            harts.add(() -> {
                for (int i = 0; i < BYTES; i++) {
                    ParallelEntries.write(guest, context, number, (char) ('0' + 16 * number + i % 10));
                }
                return null;
            });
        }
        StringBuilder output = new StringBuilder();
        try (ExecutorService threads = Executors.newFixedThreadPool(HARTS)) {
            List<Future<Void>> running = harts.stream().map(threads::submit).toList();
            while (output.length() < HARTS * BYTES && !running.stream().allMatch(ParallelEntriesTest::failed)) {
                output.append(guest.output());
            }
            for (Future<Void> hart : running) {
                hart.get();
            }
        }
        for (int hart = 0; hart < HARTS; hart++) {
            int first = '0' + 16 * hart;
            String own = output.chars()
                    .filter(c -> c >= first && c < first + 10)
                    .collect(
                            StringBuilder::new,
                            (text, c) -> text.append((char) (c - first + '0')),
                            StringBuilder::append)
                    .toString();
            assertThat(own).isEqualTo("0123456789".repeat(BYTES / 10));
        }
    }

    private static boolean failed(Future<?> hart) {
        return hart.state() == Future.State.FAILED;
    }

    @Test
    void anEntryThatFailsStopsTheWholeGuestAndKeepsNobodyWaiting() {
        TestGuest guest = TestGuest.started(2);
        Hypervisor other = guest.hypervisor.context();
        guest.hypervisor.inHypercall = () -> {
            guest.hypervisor.inHypercall = () -> {};
            throw new HostFault(0);
        };
        assertThatThrownBy(() -> ParallelEntries.write(guest, other, 1, 'x')).isInstanceOf(HostFault.class);

        assertThat(guest.hypervisor.count(Operation.RECALL)).isEqualTo(2);
        Utcb utcb = guest.utcb();
        guest.vmm.called(guest.hypervisor, ParallelEntries.portal(guest, 0, Event.RECALL));
        assertThat(utcb.groups()).isEqualTo(RegisterGroup.RUN_STATE);
        assertThat(utcb.word(Utcb.RUN_STATE)).isEqualTo(Utcb.STOP);
        guest.input("nobody hears that");
    }

    /** Loads the VMM and its tests anew, with a lock that everybody gets at once. */
    private static final class Unlocked extends ClassLoader {
        Unlocked() {
            super(ParallelEntriesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ParallelEntries.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                if (name.equals(EntryLock.class.getName())) {
                    code = unlocked(code);
                }
                return defineClass(name, code, 0, code.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private static byte[] unlocked(byte[] code) {
            return ClassFile.of().transformClass(ClassFile.of().parse(code), (builder, element) -> {
                if (element instanceof MethodModel method && method.methodName().equalsString("enter")) {
                    builder.withMethodBody(
                            method.methodName(),
                            method.methodType(),
                            method.flags().flagsMask(),
                            body -> body.return_());
                } else {
                    builder.with(element);
                }
            });
        }
    }
}
