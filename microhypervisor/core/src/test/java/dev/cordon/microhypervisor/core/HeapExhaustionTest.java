// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A heap that runs out at any moment of any operation tears nothing: the core is loaded anew with a call before each of its allocations ({@link ScarceHeap}), which fails at the
 * first, the second, and so on. The operation then returns {@code NO_MEMORY}, has changed nothing, and can be repeated; and what cannot fail does not allocate.
 */
class HeapExhaustionTest {
    private static final ClassDesc HEAP = ClassDesc.of(ScarceHeap.class.getName());
    private static final MethodTypeDesc ALLOCATE = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final Set<Opcode> ALLOCATIONS =
            Set.of(Opcode.NEW, Opcode.NEWARRAY, Opcode.ANEWARRAY, Opcode.MULTIANEWARRAY, Opcode.INVOKEDYNAMIC);

    /** Methods of the JDK that allocate, and are called by the core. */
    private static final Set<String> ALLOCATING =
            Set.of("add", "ofShared", "asSlice", "reinterpret", "asReadOnly", "of", "stream");

    /** Operations of {@link HypercallTest#rows}, right in every respect; after them each {@link Destruction}; and at last the reply to a call, which carries capabilities. */
    static IntStream operations() {
        return IntStream.rangeClosed(
                0, HypercallTest.rows().size() + Destruction.all().size());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aHeapThatRunsOutTearsNothing(int number) throws ReflectiveOperationException {
        Class<?> test = new Scarce().loadClass(HeapExhaustionTest.class.getName());
        Method run = test.getDeclaredMethod("run", int.class);
        run.setAccessible(true);
        run.invoke(null, number);
    }

    /** Loaded with the code that has little heap. */
    static void run(int number) {
        boolean struck = true;
        for (int count = 1; struck; count++) {
            try (Bench bench = HypercallTest.bench()) {
                HypercallTest.openWindows(bench);
                struck = strike(bench, number, count);
            }
            assertThat(ScarceHeap.violations).as("allocations of a commit").isEmpty();
        }
    }

    private static boolean strike(Bench bench, int number, int count) {
        List<HypercallTest.Row> rows = HypercallTest.rows();
        List<Destruction> destructions = Destruction.all();
        int beyond = number - rows.size();
        if (beyond < 0) {
            return call(bench, rows.get(number), count);
        }
        return beyond < destructions.size() ? destroy(bench, destructions.get(beyond), count) : reply(bench, count);
    }

    /** What was made goes without a trace, however little heap there is. */
    private static boolean destroy(Bench bench, Destruction destruction, int count) {
        List<Object> without = HypercallTest.state(bench);
        assertThat(destruction.make(bench)).as("made: " + destruction).isTrue();
        ScarceHeap.arm(count);
        int status = destruction.taking().make(bench);
        boolean struck = ScarceHeap.disarm();
        assertThat(Status.name(status)).as(destruction.what()).isEqualTo("OK");
        Destruction.putAway(bench);
        assertThat(HypercallTest.state(bench)).as(destruction.what()).isEqualTo(without);
        return struck;
    }

    private static boolean call(Bench bench, HypercallTest.Row row, int count) {
        long[] arguments = row.arguments().stream().mapToLong(a -> a).toArray();
        if (row.operation() == Operation.CALL) {
            HypercallTest.writeCall(bench);
        }
        List<Object> before = HypercallTest.state(bench);
        List<Object> messages = HypercallTest.messages(bench);
        ScarceHeap.arm(count);
        int status = bench.call(row.operation(), arguments);
        boolean struck = ScarceHeap.disarm();
        if (struck) {
            assertThat(Status.name(status))
                    .as(row.operation() + ", allocation " + count)
                    .isEqualTo("NO_MEMORY");
            assertThat(HypercallTest.state(bench)).isEqualTo(before);
            assertThat(HypercallTest.messages(bench)).isEqualTo(messages);
            status = bench.call(row.operation(), arguments);
        }
        assertThat(Status.name(status)).as(row.operation().name()).isEqualTo("OK");
        return struck;
    }

    private static boolean reply(Bench bench, int count) {
        HypercallTest.writeReply(bench);
        List<Object> before = HypercallTest.state(bench);
        ScarceHeap.arm(count);
        int status = bench.kernel.reply(HypercallTest.server(bench), bench.ec);
        boolean struck = ScarceHeap.disarm();
        assertThat(Status.name(status)).isEqualTo("OK");
        assertThat(bench.ec.utcb().received()).isEqualTo(struck ? -Status.NO_MEMORY : 2);
        if (struck) {
            assertThat(HypercallTest.state(bench)).isEqualTo(before);
        }
        return struck;
    }

    /** Loads the core with a call of {@link ScarceHeap#allocate} before each allocation, and the tests as they are. */
    private static final class Scarce extends Planter {
        Scarce() {
            super(Optional.empty());
        }

        @Override
        byte[] change(String name, byte[] original) {
            String place =
                    String.valueOf(HeapExhaustionTest.class.getResource("/" + name.replace('.', '/') + ".class"));
            if (place.contains("test-classes/")) {
                return original;
            }
            ClassFile file = ClassFile.of();
            return file.transformClass(file.parse(original), ClassTransform.transformingMethodBodies(Scarce::ask));
        }

        private static void ask(CodeBuilder code, CodeElement element) {
            boolean allocates = element instanceof Instruction instruction
                    && (ALLOCATIONS.contains(instruction.opcode())
                            || (instruction instanceof InvokeInstruction call
                                    && call.owner().asInternalName().startsWith("java/")
                                    && ALLOCATING.contains(call.name().stringValue())));
            if (allocates) {
                code.invokestatic(HEAP, "allocate", ALLOCATE);
            }
            code.with(element);
        }
    }
}
