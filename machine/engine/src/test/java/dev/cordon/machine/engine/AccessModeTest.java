// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The access modes on which the memory model stands, read from the class files. A host with total store order, such as x86, cannot show by any
 * litmus test that a load is not an acquire load, that a fence between loads or between stores is missing, that aq and rl are
 * ignored, or that a dependency is lost; so what is used is looked at here.
 */
class AccessModeTest {
    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final String MEMORY_SEGMENT = "java/lang/foreign/MemorySegment";

    @Test
    void loadsOfTheFastPathAreAcquireLoadsAndStoresAreOpaque() throws IOException {
        assertThat(called(HostMemory.class, "load", VAR_HANDLE)).containsExactly("getAcquire");
        assertThat(called(HostMemory.class, "store", VAR_HANDLE)).containsExactly("setOpaque");
    }

    @Test
    void microOperationsReachMemoryOnlyThereAndStoresLookAtReservationsFirst() throws IOException {
        assertThat(called(HostMemory.class, "load", MEMORY_SEGMENT)).isEmpty();
        assertThat(called(HostMemory.class, "store", MEMORY_SEGMENT)).isEmpty();
        for (Class<?> load : LoadOps.class.getDeclaredClasses()) {
            assertThat(sequence(load, "execute", name(HostMemory.class)))
                    .as(load.getName())
                    .hasSize(1);
            assertThat(called(load, "", VAR_HANDLE)).isEmpty();
        }
        for (Class<?> store : StoreOps.class.getDeclaredClasses()) {
            assertThat(sequence(store, "execute", name(HostMemory.class)))
                    .as(store.getName())
                    .hasSize(1);
            assertThat(sequence(store, "execute", name(Reservations.class)))
                    .as(store.getName())
                    .containsExactly("mayHold");
            assertThat(called(store, "", VAR_HANDLE)).isEmpty();
        }
        assertThat(StoreOps.class.getDeclaredClasses()).isNotEmpty();
        assertThat(called(Interpreter.class, "", VAR_HANDLE)).isEmpty();
    }

    @Test
    void allOtherAccessesToRamAreOfTheSameModes() throws IOException {
        assertThat(called(Ram.class, "read", VAR_HANDLE)).containsExactly("getAcquire");
        assertThat(called(Ram.class, "write", VAR_HANDLE)).containsExactly("setOpaque");
        assertThat(called(Ram.class, "compareAndSet", VAR_HANDLE)).containsExactly("compareAndSet");
        assertThat(called(Ram.class, "getAnd", VAR_HANDLE)).containsExactlyInAnyOrder("getAndAdd", "getAndSet");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                MemoryUnit.class,
                AtomicUnit.class,
                Mmu.class,
                FetchUnit.class,
                GuestMemoryUnit.class,
                CacheBlockUnit.class,
                LoadStoreUnit.class
            })
    void unitsReachMemoryThroughRamOnly(Class<?> unit) throws IOException {
        assertThat(called(unit, "", VAR_HANDLE)).isEmpty();
        assertThat(called(unit, "", MEMORY_SEGMENT)).isEmpty();
    }

    @Test
    void pageTableEntriesAreReadByAcquireAndChangedByCompareAndSet() throws IOException {
        assertThat(called(Mmu.class, "", name(Ram.class)))
                .contains("readLong", "compareAndSet")
                .doesNotContain("writeLong", "write");
    }

    @Test
    void codeIsCopiedByAcquireAndInterruptLinesAreReadSo() throws IOException {
        assertThat(called(CodePage.class, "fetched", VAR_HANDLE)).containsExactly("getAcquire", "set");
        assertThat(called(Interrupts.class, "pending", "java/util/concurrent/atomic/AtomicInteger"))
                .containsExactly("getAcquire");
        assertThat(called(Reservations.class, "mayHold", VAR_HANDLE)).containsExactly("getAcquire");
    }

    @Test
    void fencesAndAnnotationsAreFences() throws IOException {
        assertThat(called(MemoryOrder.class, "fence", VAR_HANDLE))
                .containsExactlyInAnyOrder("acquireFence", "fullFence");
        assertThat(called(MemoryOrder.class, "before", VAR_HANDLE)).containsExactly("fullFence");
        assertThat(called(MemoryOrder.class, "after", VAR_HANDLE)).containsExactly("fullFence");
        assertThat(sequence(AtomicUnit.class, "execute", name(MemoryOrder.class)))
                .containsExactly("before", "after");
        assertThat(called(Fence.class, "execute", name(MemoryOrder.class))).containsExactly("fence");
        assertThat(called(Reservations.Holder.class, "take", VAR_HANDLE)).contains("getAndBitwiseOr", "fullFence");
    }

    /** Names of the methods of {@code owner} that methods of a class call whose names begin so. */
    private static Set<String> called(Class<?> type, String prefix, String owner) throws IOException {
        return new TreeSet<>(sequence(type, prefix, owner));
    }

    private static List<String> sequence(Class<?> type, String prefix, String owner) throws IOException {
        return parse(type).methods().stream()
                .filter(method -> method.methodName().stringValue().startsWith(prefix))
                .filter(method -> !method.methodName().equalsString("<clinit>"))
                .flatMap(method -> calls(method).stream())
                .filter(call -> call.owner().asInternalName().equals(owner))
                .map(call -> call.name().stringValue())
                .toList();
    }

    private static List<InvokeInstruction> calls(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .toList();
    }

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static ClassModel parse(Class<?> type) throws IOException {
        try (InputStream bytes = type.getResourceAsStream("/" + name(type) + ".class")) {
            assertThat(bytes).isNotNull();
            return ClassFile.of().parse(bytes.readAllBytes());
        }
    }
}
