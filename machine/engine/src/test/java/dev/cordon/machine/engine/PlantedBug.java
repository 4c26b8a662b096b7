// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mistake in the engine or the translator, made in bytecode when a class is loaded once more, to see whether a test notices.
 *
 * @param what is wrong
 * @param type the class, below {@code dev.cordon.machine}
 * @param method its methods of this name are changed
 * @param mistake what to do to each of their instructions
 */
record PlantedBug(String what, String type, String method, Mistake mistake) {
    /** Does something else than an instruction, if it is the one, and says whether it was. */
    @FunctionalInterface
    interface Mistake {
        boolean instead(CodeBuilder code, CodeElement element);
    }

    /** Another constant, of type int or long. */
    static Mistake constant(ConstantDesc right, ConstantDesc wrong) {
        return (code, element) -> {
            boolean is = element instanceof ConstantInstruction constant
                    && constant.constantValue().equals(right);
            if (is) {
                code.loadConstant(wrong);
            }
            return is;
        };
    }

    /** A call of another method with the same parameters. */
    static Mistake call(String right, String wrong) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(right)) {
                code.invoke(call.opcode(), call.owner().asSymbol(), wrong, call.typeSymbol(), call.isInterface());
                return true;
            }
            return false;
        };
    }

    /** No call of a method with such a descriptor, which returns nothing. */
    static Mistake noCall(String name, String descriptor) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString(name)
                    && call.type().equalsString(descriptor)) {
                MethodTypeDesc type = call.typeSymbol();
                for (int i = type.parameterCount() - 1; i >= 0; i--) {
                    pop(code, type.parameterType(i).descriptorString());
                }
                code.pop();
                return true;
            }
            return false;
        };
    }

    private static void pop(CodeBuilder code, String descriptor) {
        if (descriptor.equals("J") || descriptor.equals("D")) {
            code.pop2();
        } else {
            code.pop();
        }
    }

    /** A method with one parameter or an object, which takes one word, answers a constant. */
    static Mistake answer(String name, int constant) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(name)) {
                call.typeSymbol().parameterList().reversed().forEach(type -> pop(code, type.descriptorString()));
                code.pop().loadConstant(constant);
                return true;
            }
            return false;
        };
    }

    /** Another field of the same type is read. */
    static Mistake field(String right, String wrong) {
        return (code, element) -> {
            if (element instanceof FieldInstruction field && field.name().equalsString(right)) {
                code.fieldAccess(field.opcode(), field.owner().asSymbol(), wrong, field.typeSymbol());
                return true;
            }
            return false;
        };
    }

    /** What {@link Lockstep#search} finds with this bug. */
    String search(long seed, int tries) throws ReflectiveOperationException {
        Method search =
                new Mutated().loadClass(Lockstep.class.getName()).getDeclaredMethod("search", long.class, int.class);
        search.setAccessible(true);
        return (String) search.invoke(null, seed, tries);
    }

    private byte[] plant(byte[] original) {
        AtomicInteger places = new AtomicInteger();
        ClassFile format = ClassFile.of();
        byte[] planted = format.transformClass(
                format.parse(original),
                ClassTransform.transformingMethodBodies(
                        each -> each.methodName().equalsString(method), (code, element) -> {
                            if (mistake.instead(code, element)) {
                                places.incrementAndGet();
                            } else {
                                code.with(element);
                            }
                        }));
        if (places.get() == 0) {
            throw new IllegalStateException("no place for a bug: " + this);
        }
        return planted;
    }

    @Override
    public String toString() {
        return type + "." + method + ": " + what;
    }

    /** Loads all of Cordon anew, one class with the bug. */
    private final class Mutated extends ClassLoader {
        Mutated() {
            super(PlantedBug.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.cordon.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                byte[] defined = name.equals("dev.cordon.machine." + type) ? plant(bytes) : bytes;
                return defineClass(name, defined, 0, defined.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
