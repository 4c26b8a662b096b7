// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier refuses each forbidden thing by name, and accepts what programs are made of. */
class VerifierTest {
    private static final ClassDesc MADE = ClassDesc.of("made.Made");

    static Stream<Class<?>> forbidden() {
        return Arrays.stream(Forbidden.class.getDeclaredClasses()).filter(type -> !type.isAnnotation());
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void refusesAndNames(Class<?> fixture) throws IOException {
        Forbidden.Refused refused = fixture.getAnnotation(Forbidden.Refused.class);
        List<Violation> violations = Verifier.verify(List.of(bytes(fixture)));
        assertThat(violations).as("violations of %s", fixture.getSimpleName()).anySatisfy(violation -> {
            assertThat(violation.className()).isEqualTo(fixture.getName());
            assertThat(violation.toString()).contains(refused.value());
            assertThat(violation.why()).isNotBlank();
        });
    }

    @Test
    void acceptsWhatProgramsAreMadeOf() throws IOException {
        assertThat(Verifier.verify(withNested(Permitted.class))).isEmpty();
    }

    @Test
    void tellsClassMemberWhatAndWhy() throws IOException {
        assertThat(Verifier.verify(List.of(bytes(Forbidden.Exits.class))))
                .containsExactly(new Violation(
                        Forbidden.Exits.class.getName(),
                        "run()",
                        "calls java.lang.System.exit(int)",
                        "the process, its streams, clocks and properties belong to the host"));
    }

    @Test
    void refusesOtherBootstraps() {
        DirectMethodHandleDesc own = ConstantDescs.ofCallsiteBootstrap(MADE, "link", ConstantDescs.CD_CallSite);
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withMethodBody(
                                "run",
                                ConstantDescs.MTD_void,
                                ClassFile.ACC_STATIC,
                                code -> code.invokedynamic(DynamicCallSiteDesc.of(own, "run", ConstantDescs.MTD_void))
                                        .return_()));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("links a call site by made.Made.link");
    }

    @Test
    void refusesConstantsLinkedOtherwise() {
        DirectMethodHandleDesc own = ConstantDescs.ofConstantBootstrap(MADE, "link", ConstantDescs.CD_Object);
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withMethodBody(
                                "run",
                                MethodTypeDesc.of(ConstantDescs.CD_Object),
                                ClassFile.ACC_STATIC,
                                code -> code.loadConstant(DynamicConstantDesc.of(own))
                                        .areturn()));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("links a call site by made.Made.link");
    }

    @Test
    void refusesMethodHandlesAsConstants() {
        DirectMethodHandleDesc exit = MethodHandleDesc.ofMethod(
                DirectMethodHandleDesc.Kind.STATIC,
                ClassDesc.of("java.lang.System"),
                "exit",
                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int));
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withMethodBody(
                                "run",
                                MethodTypeDesc.of(ConstantDescs.CD_Object),
                                ClassFile.ACC_STATIC,
                                code -> code.loadConstant(exit).areturn()));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("loads a method handle");
    }

    @Test
    void refusesWhatOnlyPretendsToBeMadeByTheCompiler() {
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withField(
                                "$VALUES",
                                ConstantDescs.CD_int.arrayType(),
                                field -> field.withFlags(AccessFlag.STATIC, AccessFlag.FINAL, AccessFlag.SYNTHETIC)));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("is a static array");
    }

    @Test
    void refusesAnEnumThatGivesItsArrayAway() {
        ClassDesc array = MADE.arrayType();
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withSuperclass(ConstantDescs.CD_Enum)
                                .withFlags(AccessFlag.ENUM, AccessFlag.FINAL)
                                .withField(
                                        "$VALUES",
                                        array,
                                        field -> field.withFlags(
                                                AccessFlag.STATIC, AccessFlag.FINAL, AccessFlag.SYNTHETIC))
                                .withMethodBody(
                                        "values",
                                        MethodTypeDesc.of(array),
                                        ClassFile.ACC_STATIC,
                                        code -> code.getstatic(MADE, "$VALUES", array)
                                                .areturn()));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("uses the array of an enum's constants");
    }

    @Test
    void refusesAMemberThatTheJdkClassInheritsFromARefusedOne() {
        ClassDesc exception = ClassDesc.of("java.lang.IllegalStateException");
        byte[] classFile = ClassFile.of()
                .build(
                        MADE,
                        made -> made.withMethodBody(
                                "run",
                                MethodTypeDesc.of(ConstantDescs.CD_void, exception),
                                ClassFile.ACC_STATIC,
                                code -> code.aload(0)
                                        .invokevirtual(exception, "printStackTrace", ConstantDescs.MTD_void)
                                        .return_()));
        assertThat(Verifier.verify(List.of(classFile)))
                .extracting(Violation::what)
                .containsExactly("calls java.lang.Throwable.printStackTrace()");
    }

    @Test
    void refusesWhatIsNoClassFile() {
        assertThat(Verifier.verify(List.of(new byte[] {1, 2, 3})))
                .extracting(Violation::what)
                .containsExactly("is no class file");
    }

    @Test
    void aClassOfAnotherProgramModuleIsKnownOnceItIsVerifiedWithIt() throws IOException {
        byte[] user = bytes(Permitted.Switches.class);
        assertThat(Verifier.verify(List.of(user))).isNotEmpty();
        Collection<byte[]> all = withNested(Permitted.class);
        assertThat(Verifier.verify(all)).isEmpty();
    }

    private static Collection<byte[]> withNested(Class<?> outer) throws IOException {
        List<byte[]> classes = new ArrayList<>();
        classes.add(bytes(outer));
        String prefix = outer.getName();
        for (Class<?> nested : outer.getDeclaredClasses()) {
            classes.add(bytes(nested));
        }
        for (String anonymous : List.of("$Register$1", "$1", "Enum")) {
            classes.add(bytes(prefix + anonymous));
        }
        return classes;
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        return bytes(type.getName());
    }

    private static byte[] bytes(String className) throws IOException {
        try (InputStream in = VerifierTest.class.getResourceAsStream("/" + className.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new IOException("no class file of " + className);
            }
            return in.readAllBytes();
        }
    }
}
