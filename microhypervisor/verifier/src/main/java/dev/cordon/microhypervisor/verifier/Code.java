// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;

/** The rules for the code of one method. */
final class Code {
    static final String NO_MONITORS = "monitors block the core's thread: programs share memory through VarHandle";

    private static final String OTHER_BOOTSTRAP = "a call site may be linked by the compiler's own bootstraps only";

    /** The methods that javac links call sites and constants with. */
    private static final Set<String> BOOTSTRAPS = Set.of(
            "java.lang.invoke.LambdaMetafactory.metafactory",
            "java.lang.invoke.LambdaMetafactory.altMetafactory",
            "java.lang.invoke.StringConcatFactory.makeConcat",
            "java.lang.invoke.StringConcatFactory.makeConcatWithConstants",
            "java.lang.runtime.ObjectMethods.bootstrap",
            "java.lang.runtime.SwitchBootstraps.enumSwitch",
            "java.lang.runtime.SwitchBootstraps.typeSwitch");

    /** How javac writes an enum constant among the labels of a pattern switch. */
    private static final String INVOKE_CONSTANT = "java.lang.invoke.ConstantBootstraps.invoke";

    private static final Set<String> LABEL_MAKERS =
            Set.of("java.lang.constant.ClassDesc.of", "java.lang.Enum$EnumDesc.of");

    private final Place place;
    private final String methodName;

    Code(Place place, String methodName) {
        this.place = place;
        this.methodName = methodName;
    }

    void verify(CodeModel code) {
        List<Instruction> instructions = code.elementStream()
                .filter(Instruction.class::isInstance)
                .map(Instruction.class::cast)
                .toList();
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i) instanceof FieldInstruction field) {
                verifyField(field, i + 1 < instructions.size() ? instructions.get(i + 1) : field);
            }
        }
        code.forEach(this::verify);
    }

    private void verify(CodeElement element) {
        switch (element) {
            case InvokeInstruction invoke ->
                place.use(invoke.owner().asSymbol(), invoke.name().stringValue(), invoke.typeSymbol(), "calls");
            case InvokeDynamicInstruction invoke -> {
                mention(invoke.typeSymbol());
                verifyBootstrap(invoke.bootstrapMethod(), invoke.bootstrapArgs());
            }
            case ConstantInstruction.LoadConstantInstruction load -> verifyConstant(load.constantValue());
            case NewObjectInstruction instruction -> mention(instruction.className());
            case NewReferenceArrayInstruction instruction -> mention(instruction.componentType());
            case NewMultiArrayInstruction instruction -> mention(instruction.arrayType());
            case TypeCheckInstruction instruction -> mention(instruction.type());
            case ExceptionCatch handler -> handler.catchType().ifPresent(this::mention);
            case MonitorInstruction instruction -> place.refuse("synchronizes", NO_MONITORS);
            default -> {}
        }
    }

    private void mention(ClassEntry type) {
        place.mention(type.asSymbol(), "mentions");
    }

    private void mention(MethodTypeDesc type) {
        place.mention(type.returnType(), "mentions");
        for (ClassDesc parameter : type.parameterList()) {
            place.mention(parameter, "mentions");
        }
    }

    private void verifyField(FieldInstruction field, Instruction next) {
        String name = field.name().stringValue();
        place.use(field.owner().asSymbol(), name, field.typeSymbol());
        if (field.opcode() == Opcode.GETSTATIC && name.equals("$VALUES") && !isCloned(next)) {
            place.refuse("uses the array of an enum's constants", "only values() may, which clones it");
        }
    }

    private boolean isCloned(Instruction next) {
        return methodName.equals("values")
                && next instanceof InvokeInstruction invoke
                && invoke.name().equalsString("clone");
    }

    private void verifyBootstrap(DirectMethodHandleDesc bootstrap, List<ConstantDesc> arguments) {
        String name = Names.of(bootstrap.owner()) + "." + bootstrap.methodName();
        boolean label = name.equals(INVOKE_CONSTANT)
                && arguments.getFirst() instanceof DirectMethodHandleDesc maker
                && LABEL_MAKERS.contains(Names.of(maker.owner()) + "." + maker.methodName());
        if (!label && !BOOTSTRAPS.contains(name)) {
            place.refuse("links a call site by " + name, OTHER_BOOTSTRAP);
            return;
        }
        List<ConstantDesc> checked = label ? arguments.subList(1, arguments.size()) : arguments;
        for (ConstantDesc argument : checked) {
            verifyBootstrapArgument(argument);
        }
    }

    private void verifyBootstrapArgument(ConstantDesc argument) {
        if (argument instanceof DirectMethodHandleDesc handle) {
            verifyHandle(handle);
        } else {
            verifyConstant(argument);
        }
    }

    /** What the implementation of a lambda or the accessor of a record component refers to is used like any member. */
    private void verifyHandle(DirectMethodHandleDesc handle) {
        switch (handle.kind()) {
            case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER ->
                place.use(handle.owner(), handle.methodName(), ClassDesc.ofDescriptor(handle.lookupDescriptor()));
            default ->
                place.use(
                        handle.owner(),
                        handle.methodName(),
                        MethodTypeDesc.ofDescriptor(handle.lookupDescriptor()),
                        "refers to");
        }
    }

    private void verifyConstant(ConstantDesc constant) {
        switch (constant) {
            case ClassDesc type -> place.mention(type, "mentions");
            case MethodTypeDesc type -> mention(type);
            case MethodHandleDesc handle ->
                place.refuse("loads a method handle", place.program().subset().reason("java.lang.invoke"));
            case DynamicConstantDesc<?> dynamic ->
                verifyBootstrap(dynamic.bootstrapMethod(), dynamic.bootstrapArgsList());
            default -> {}
        }
    }
}
