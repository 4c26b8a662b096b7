// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.KernelObject;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A bug in one method of one class, made in its compiled form as it is loaded, so that the code itself knows of none.
 *
 * @param invariant what it breaks
 * @param type the class, without its package
 * @param method the method
 * @param what the bug, in words
 * @param change what takes the place of an instruction; it says whether it has written anything
 * @param whole whether the method does nothing but that
 */
record PlantedBug(String invariant, String type, String method, String what, Change change, boolean whole) {
    /** Writes something else than {@code element}, and says so; or says that this is not the place. */
    interface Change {
        boolean write(CodeBuilder code, CodeElement element);
    }

    /** Calls of {@code callee} are left out; what they would return is 0, false or null. */
    static PlantedBug leavesOut(String invariant, String type, String method, String callee) {
        return instead(invariant, type, method, callee, 0, "leaves out " + callee);
    }

    /** Calls of {@code callee}, which return a number or a boolean, return {@code value}. */
    static PlantedBug takes(String invariant, String type, String method, String callee, int value) {
        return instead(invariant, type, method, callee, value, "takes " + callee + " for " + value);
    }

    private static PlantedBug instead(
            String invariant, String type, String method, String callee, int value, String what) {
        return new PlantedBug(
                invariant,
                type,
                method,
                what,
                (code, element) -> {
                    if (!(element instanceof InvokeInstruction call)
                            || !call.name().equalsString(callee)) {
                        return false;
                    }
                    List<ClassDesc> arguments = call.typeSymbol().parameterList();
                    for (int i = arguments.size() - 1; i >= 0; i--) {
                        pop(code, TypeKind.from(arguments.get(i)));
                    }
                    if (call.opcode() != Opcode.INVOKESTATIC) {
                        code.pop();
                    }
                    push(code, TypeKind.from(call.typeSymbol().returnType()), value);
                    return true;
                },
                false);
    }

    /** The method does nothing but return {@code value}. */
    static PlantedBug returns(String invariant, String type, String method, int value) {
        return new PlantedBug(
                invariant,
                type,
                method,
                "returns " + value,
                (code, _) -> {
                    code.loadConstant(value);
                    code.ireturn();
                    return true;
                },
                true);
    }

    /** The first operation {@code opcode} of the method gives its first operand. */
    static PlantedBug ignoresOperand(String invariant, String type, String method, Opcode opcode) {
        AtomicBoolean done = new AtomicBoolean();
        return new PlantedBug(
                invariant,
                type,
                method,
                "ignores the second operand of " + opcode,
                (code, element) -> {
                    if (!(element instanceof OperatorInstruction operator)
                            || operator.opcode() != opcode
                            || done.getAndSet(true)) {
                        return false;
                    }
                    pop(code, operator.typeKind());
                    return true;
                },
                false);
    }

    /** The field {@code name} is read as {@code value}. */
    static PlantedBug reads(String invariant, String type, String method, String name, int value) {
        return new PlantedBug(
                invariant,
                type,
                method,
                "reads " + name + " as " + value,
                (code, element) -> {
                    if (!(element instanceof FieldInstruction field)
                            || field.opcode() != Opcode.GETFIELD
                            || !field.name().equalsString(name)) {
                        return false;
                    }
                    code.pop();
                    push(code, TypeKind.from(field.typeSymbol()), value);
                    return true;
                },
                false);
    }

    /** Nothing is stored in arrays. */
    static PlantedBug storesNothing(String invariant, String type, String method) {
        return new PlantedBug(
                invariant,
                type,
                method,
                "stores nothing",
                (code, element) -> {
                    if (!(element instanceof ArrayStoreInstruction store)) {
                        return false;
                    }
                    pop(code, store.typeKind());
                    code.pop().pop();
                    return true;
                },
                false);
    }

    /** The operation {@code type} is done to a {@code target} that was named, also if it is refused. */
    static PlantedBug doesWhatItRefuses(String invariant, String type, String target) {
        ClassDesc operation = own(type);
        return new PlantedBug(
                invariant,
                type,
                "decode",
                "does what it refuses",
                (code, element) -> {
                    if (!(element instanceof ReturnInstruction)) {
                        return false;
                    }
                    ClassDesc capability = ClassDesc.of(Capability.class.getName());
                    MethodTypeDesc object = MethodTypeDesc.of(ClassDesc.of(KernelObject.class.getName()));
                    code.aload(0).getfield(operation, "named", capability);
                    code.invokevirtual(capability, "object", object).instanceOf(own(target));
                    code.ifThen(then -> then.aload(0)
                            .aload(1)
                            .invokevirtual(operation, "commit", MethodTypeDesc.of(ConstantDescs.CD_int, own("HostEc")))
                            .pop());
                    code.ireturn();
                    return true;
                },
                false);
    }

    private static ClassDesc own(String type) {
        return ClassDesc.of(PlantedBug.class.getPackageName(), type);
    }

    private static void pop(CodeBuilder code, TypeKind kind) {
        if (kind.slotSize() == 2) {
            code.pop2();
        } else {
            code.pop();
        }
    }

    private static void push(CodeBuilder code, TypeKind kind, int value) {
        switch (kind) {
            case VOID -> {}
            case REFERENCE -> code.aconst_null();
            case LONG -> code.loadConstant((long) value);
            default -> code.loadConstant(value);
        }
    }

    /** The class with the bug in it. */
    byte[] plant(byte[] original) {
        AtomicBoolean planted = new AtomicBoolean();
        ClassModel model = ClassFile.of().parse(original);
        byte[] changed = ClassFile.of().transformClass(model, (builder, element) -> {
            if (!(element instanceof MethodModel body) || !body.methodName().equalsString(method)) {
                builder.with(element);
            } else if (whole) {
                builder.withMethodBody(
                        body.methodName(),
                        body.methodType(),
                        body.flags().flagsMask(),
                        code -> change.write(
                                code, body.code().orElseThrow().elementList().getFirst()));
                planted.set(true);
            } else {
                CodeTransform transform = (code, instruction) -> {
                    if (change.write(code, instruction)) {
                        planted.set(true);
                    } else {
                        code.with(instruction);
                    }
                };
                builder.transformMethod(body, MethodTransform.transformingCode(transform));
            }
        });
        if (!planted.get()) {
            throw new AssertionError("the bug has no place in this code: " + this);
        }
        return changed;
    }

    @Override
    public String toString() {
        return invariant + ": " + type + "." + method + " " + what;
    }
}
