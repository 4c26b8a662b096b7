// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mistake in one method of the machine, made in its bytecode when it is loaded: the product has no switches for it.
 *
 * @param file of the machine, below its module's package
 * @param method its methods of this name are changed
 * @param what is wrong
 * @param mistake what to do to each of their instructions
 */
record PlantedBug(String file, String method, String what, Mistake mistake) {
    /** Does something else than an instruction, if it is the one, and says whether it was. */
    @FunctionalInterface
    interface Mistake {
        boolean instead(CodeBuilder code, CodeElement element);
    }

    /** The name of the class. */
    String type() {
        return "dev.cordon.machine." + file.replace('/', '.');
    }

    /**
     * The class with the mistake in it.
     *
     * @throws IllegalStateException if there is no such place
     */
    byte[] plant(byte[] original) {
        AtomicInteger places = new AtomicInteger();
        ClassFile format = ClassFile.of();
        byte[] planted = format.transformClass(
                format.parse(original), ClassTransform.transformingMethodBodies(this::isMethod, (code, element) -> {
                    if (mistake.instead(code, element)) {
                        places.incrementAndGet();
                    } else {
                        code.with(element);
                    }
                }));
        if (places.get() == 0) {
            throw new AssertionError("no place for " + this); // not what a machine with a bug throws
        }
        return planted;
    }

    private boolean isMethod(MethodModel model) {
        return model.methodName().equalsString(method);
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

    /** Another operator on the same types. */
    static Mistake operator(Opcode right, Opcode wrong) {
        return (code, element) -> {
            boolean is = element instanceof OperatorInstruction operator && operator.opcode() == right;
            if (is) {
                code.with(OperatorInstruction.of(wrong));
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

    /** No call of a method, which returns nothing. */
    static Mistake noCall(String name, ClassDesc... parameters) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString(name)
                    && call.typeSymbol().parameterList().equals(java.util.List.of(parameters))) {
                for (ClassDesc parameter : parameters) {
                    if (parameter.descriptorString().equals("J")) {
                        code.pop2();
                    } else {
                        code.pop();
                    }
                }
                code.pop();
                return true;
            }
            return false;
        };
    }

    /** Another field of the same type is read. */
    static Mistake field(String right, String wrong) {
        return (code, element) -> {
            if (element instanceof FieldInstruction field
                    && field.opcode() == Opcode.GETFIELD
                    && field.name().equalsString(right)) {
                code.getfield(field.owner().asSymbol(), wrong, field.typeSymbol());
                return true;
            }
            return false;
        };
    }

    /** The opposite of a condition. */
    static Mistake condition(Opcode right, Opcode wrong) {
        return (code, element) -> {
            if (element instanceof BranchInstruction branch && branch.opcode() == right) {
                code.with(BranchInstruction.of(wrong, branch.target()));
                return true;
            }
            return false;
        };
    }

    @Override
    public String toString() {
        return file + "." + method + ": " + what;
    }
}
