// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;

/**
 * A method of the machine with another body, to see whether a test notices.
 *
 * @param what is wrong
 * @param type the class, below {@code dev.cordon.machine}
 * @param method its name and descriptor
 * @param body what it does instead
 */
record PlantedBug(String what, String type, String method, Consumer<CodeBuilder> body) {
    private static final ClassDesc RAM = ClassDesc.of("dev.cordon.machine.engine.Ram");

    /** A method that does nothing. */
    static PlantedBug nothing(String what, String type, String method) {
        return new PlantedBug(what, type, method, CodeBuilder::return_);
    }

    /** A method that answers false. */
    static PlantedBug never(String what, String type, String method) {
        return new PlantedBug(what, type, method, code -> code.iconst_0().ireturn());
    }

    /** Compare-and-set of a doubleword as a read, a comparison and a write. */
    static PlantedBug compareThenSet() {
        return new PlantedBug(
                "compare-and-set of doublewords in steps",
                "engine.Ram",
                "compareAndSet(JJJ)Z",
                code -> code.aload(0)
                        .lload(1)
                        .invokevirtual(RAM, "readLong", MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long))
                        .lload(3)
                        .lcmp()
                        .ifThenElse(
                                different -> different.iconst_0().ireturn(),
                                same -> same.aload(0)
                                        .lload(1)
                                        .lload(5)
                                        .invokevirtual(
                                                RAM,
                                                "writeLong",
                                                MethodTypeDesc.of(
                                                        ConstantDescs.CD_void,
                                                        ConstantDescs.CD_long,
                                                        ConstantDescs.CD_long))
                                        .iconst_1()
                                        .ireturn()));
    }

    /** Addition to a word as a read and a write. */
    static PlantedBug readThenAdd() {
        MethodTypeDesc read = MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_int);
        MethodTypeDesc write = MethodTypeDesc.of(
                ConstantDescs.CD_void, ConstantDescs.CD_long, ConstantDescs.CD_int, ConstantDescs.CD_long);
        return new PlantedBug(
                "AMOADD in steps",
                "engine.Ram",
                "getAndAdd(JI)I",
                code -> code.aload(0)
                        .lload(1)
                        .iconst_4()
                        .invokevirtual(RAM, "read", read)
                        .lstore(4)
                        .aload(0)
                        .lload(1)
                        .iconst_4()
                        .lload(4)
                        .iload(3)
                        .i2l()
                        .ladd()
                        .invokevirtual(RAM, "write", write)
                        .lload(4)
                        .l2i()
                        .ireturn());
    }

    /** Calls a static method of {@link Trial} beside a machine with the bug. */
    String attempt(String trial, Object... arguments) throws Exception {
        Class<?> type = new Mutated().loadClass(Trial.class.getName());
        for (Method candidate : type.getDeclaredMethods()) {
            if (candidate.getName().equals(trial)) {
                candidate.setAccessible(true);
                try {
                    return (String) candidate.invoke(null, arguments);
                } catch (InvocationTargetException e) {
                    return "throws " + e.getCause();
                }
            }
        }
        throw new IllegalArgumentException(trial);
    }

    private byte[] mutate(byte[] original) {
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(original),
                ClassTransform.transformingMethods(
                        each -> method.equals(each.methodName().stringValue()
                                + each.methodType().stringValue()),
                        (builder, element) -> {
                            if (element instanceof CodeModel) {
                                builder.withCode(body);
                            } else {
                                builder.with(element);
                            }
                        }));
    }

    @Override
    public String toString() {
        return what;
    }

    /** Loads all of Cordon anew, one class with the bug. */
    private final class Mutated extends ClassLoader {
        Mutated() {
            super(PlantedBug.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("dev.cordon.") ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = find(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                boolean mutated = name.equals("dev.cordon.machine." + type);
                byte[] result = mutated ? mutate(bytes) : bytes;
                return defineClass(name, result, 0, result.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private InputStream find(String path) throws ClassNotFoundException {
            InputStream file = getResourceAsStream(path);
            if (file == null) {
                throw new ClassNotFoundException(path);
            }
            return file;
        }
    }
}
