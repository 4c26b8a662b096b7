// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.vmm.instance.Vmm;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM with a small heap, which the VMMs fill little by little: with each exit they keep something more, for ever. */
@Timeout(120)
class HeapHoardTest {
    private static final ClassDesc VMM = ClassDesc.of("dev.cordon.vmm.instance.Vmm");
    private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
    private static final MethodTypeDesc KEEP = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

    /** What is kept with each exit, in references. When the heap has no room for that any more, there is none for the least either. */
    private static final int SOME = 100;

    private static final int LEAST = 1;

    @TempDir
    private Path folder;

    /** The VMM as it is, but that it begins each exit by keeping something, and does not mind if it gets nothing. It keeps to the subset of Java. */
    private static byte[] hoarding() throws IOException {
        CodeTransform keeping = CodeTransform.ofStateful(() -> new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                code.aload(0).loadConstant(SOME).invokevirtual(VMM, "keep", KEEP);
                code.aload(0).loadConstant(LEAST).invokevirtual(VMM, "keep", KEEP);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        });
        ClassTransform exits = ClassTransform.transformingMethodBodies(
                (MethodModel method) -> method.methodName().equalsString("called"), keeping);
        ClassFile classes = ClassFile.of();
        try (InputStream in = Vmm.class.getResourceAsStream("Vmm.class")) {
            return classes.transformClass(
                    classes.parse(in.readAllBytes()), exits.andThen(ClassTransform.endHandler(HeapHoardTest::hoard)));
        }
    }

    /** {@code Object[] hoard; void keep(int size) { Object[] more = new Object[size]; more[0] = hoard; hoard = more; }}, which catches everything. */
    private static void hoard(ClassBuilder vmm) {
        vmm.withField("hoard", OBJECTS, 0);
        vmm.withMethodBody(
                "keep",
                KEEP,
                0,
                method -> method.trying(
                                code -> code.iload(1)
                                        .anewarray(ConstantDescs.CD_Object)
                                        .astore(2)
                                        .aload(2)
                                        .iconst_0()
                                        .aload(0)
                                        .getfield(VMM, "hoard", OBJECTS)
                                        .aastore()
                                        .aload(0)
                                        .aload(2)
                                        .putfield(VMM, "hoard", OBJECTS),
                                handlers -> handlers.catchingAll(CodeBuilder::pop))
                        .return_());
    }

    @Test
    void endsTheRunWithOneClearLine() throws Exception {
        Path patch = folder.resolve("patch/dev/cordon/vmm/instance");
        Files.createDirectories(patch);
        Files.write(patch.resolve("Vmm.class"), hoarding());
        ElfProgram.write(folder.resolve("guest.elf"), """
                _start: li      a6, 0
                        li      a7, 16
                again:  ecall
                        j       again
                """);
        Files.writeString(folder.resolve("system.yaml"), """
                cordon: 1
                machine: {pcpus: 2}
                components:
                  one: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [0]}}
                  other: {guest: {kernel: guest.elf, memory: 4M}, schedule: {pcpus: [1]}}
                """);
        String modules =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx32m",
                        "@" + Path.of("../cli/jvm.options").toAbsolutePath(),
                        "--patch-module",
                        "dev.cordon.vmm.instance=" + folder.resolve("patch"),
                        "-p",
                        modules,
                        "-m",
                        "dev.cordon.cli/dev.cordon.cli.Main",
                        "run",
                        "system.yaml"))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(Files.readString(folder.resolve("err.txt")))
                    .matches("cordon: the JVM has no memory left \\(its heap: [0-9]+ MiB\\): .*\n");
            assertThat(process.exitValue()).isEqualTo(4);
        } finally {
            process.destroyForcibly();
        }
    }
}
