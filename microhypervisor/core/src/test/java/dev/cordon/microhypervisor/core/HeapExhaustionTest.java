// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
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

    /** An operation of {@link HypercallTest#rows}, right in every respect; or the reply to a call, which carries capabilities. */
    static IntStream operations() {
        return IntStream.rangeClosed(0, HypercallTest.rows().size());
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
        List<HypercallTest.Row> rows = HypercallTest.rows();
        boolean struck = true;
        for (int count = 1; struck; count++) {
            try (Bench bench = HypercallTest.bench()) {
                openWindows(bench);
                struck = number == rows.size() ? reply(bench, count) : call(bench, rows.get(number), count);
            }
            assertThat(ScarceHeap.violations).as("allocations of a commit").isEmpty();
        }
    }

    private static boolean call(Bench bench, HypercallTest.Row row, int count) {
        long[] arguments = row.arguments().stream().mapToLong(a -> a).toArray();
        if (row.operation() == Operation.CALL) {
            send(bench.ec, Selectors.OBJECT_SPACE, HypercallTest.NOTIFICATION, HypercallTest.EC);
        }
        List<Object> before = HypercallTest.state(bench);
        ScarceHeap.arm(count);
        int status = bench.call(row.operation(), arguments);
        boolean struck = ScarceHeap.disarm();
        if (struck) {
            assertThat(Status.name(status))
                    .as(row.operation() + ", allocation " + count)
                    .isEqualTo("NO_MEMORY");
            assertThat(HypercallTest.state(bench)).isEqualTo(before);
            status = bench.call(row.operation(), arguments);
        }
        assertThat(Status.name(status)).as(row.operation().name()).isEqualTo("OK");
        return struck;
    }

    private static boolean reply(Bench bench, int count) {
        HostEc server = (HostEc) bench.lookup(HypercallTest.EC).object();
        send(server, 2, 2, 2);
        List<Object> before = HypercallTest.state(bench);
        ScarceHeap.arm(count);
        int status = bench.kernel.reply(server, bench.ec);
        boolean struck = ScarceHeap.disarm();
        assertThat(Status.name(status)).isEqualTo("OK");
        assertThat(bench.ec.utcb().received()).isEqualTo(struck ? -Status.NO_MEMORY : 2);
        if (struck) {
            assertThat(HypercallTest.state(bench)).isEqualTo(before);
        }
        return struck;
    }

    /** Root task and server take what comes with messages at selectors that need tables of their own. */
    private static void openWindows(Bench bench) {
        bench.ok(Operation.DELEGATE, Selectors.OBJECT_SPACE, HypercallTest.PD + 1, HypercallTest.PD + 1, 2, 0, -1);
        ((HostEc) bench.lookup(HypercallTest.EC).object()).utcb().window(2, 1 << 20, 3);
        bench.ec.utcb().window(Selectors.OBJECT_SPACE, 1 << 20, 3);
    }

    private static void send(HostEc sender, long space, long first, long second) {
        Utcb message = sender.utcb();
        message.length(0);
        message.item(space, first, 0, -1, 1);
        message.item(space, second, 0, -1, 5);
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
