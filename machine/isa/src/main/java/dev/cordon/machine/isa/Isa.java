// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A variant of the instruction set: the extensions that a hart claims to have. Immutable; the set iterates in canonical
 * order.
 *
 * @param extensions what is claimed; I among it, and with each extension those that it builds on
 * @param silent what does not trap where it should; nothing on the real instruction set
 */
public record Isa(Set<Extension> extensions, SilentFailures silent) {
    /** What the machine's hart claims if nothing else is said: all that it implements but Smaia and Ssaia, which a board adds. */
    public static final Isa HART = of(
            Extension.I,
            Extension.M,
            Extension.A,
            Extension.F,
            Extension.D,
            Extension.C,
            Extension.H,
            Extension.ZICBOM,
            Extension.ZICBOZ,
            Extension.ZICNTR,
            Extension.ZICSR,
            Extension.ZIFENCEI,
            Extension.ZIHINTPAUSE,
            Extension.ZIHPM,
            Extension.ZBA,
            Extension.ZBB,
            Extension.ZBS,
            Extension.SSTC,
            Extension.SVADE,
            Extension.SVADU,
            Extension.SVINVAL,
            Extension.SVNAPOT,
            Extension.SVPBMT);

    private static final Isa MOST = HART.with(Extension.SMAIA).with(Extension.SSAIA);

    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException if I or an extension that another one builds on is missing
     */
    public Isa {
        Set<Extension> copy = EnumSet.of(Extension.I);
        copy.addAll(extensions);
        if (!extensions.contains(Extension.I)) {
            throw new IllegalArgumentException("no instruction set without the base I");
        }
        demand(copy, Extension.D, Extension.F);
        demand(copy, Extension.F, Extension.ZICSR);
        demand(copy, Extension.H, Extension.ZICSR);
        extensions = Collections.unmodifiableSet(copy);
    }

    /** The real instruction set with exactly these extensions. */
    public Isa(Set<Extension> extensions) {
        this(extensions, SilentFailures.NONE);
    }

    private static void demand(Set<Extension> extensions, Extension one, Extension foundation) {
        if (extensions.contains(one) && !extensions.contains(foundation)) {
            throw new IllegalArgumentException(
                    "extension " + one.isaName() + " needs " + foundation.isaName() + " too");
        }
    }

    /** The variant with exactly these extensions. */
    public static Isa of(Extension... extensions) {
        return new Isa(Set.of(extensions));
    }

    /**
     * The variant that an ISA string such as {@code rv64gc_zba} names, of what the hart implements: letters
     * after {@code rv64} in any order, longer names after underscores. Zicsr is always among it.
     *
     * @throws IllegalArgumentException if it cannot be had; the message is one line for the user
     */
    public static Isa parse(String string) {
        return IsaString.parse(string, MOST);
    }

    /**
     * The variant that a text describes: an ISA string in its first line, then a line for each privileged instruction or CSR that fails
     * silently ({@code docs/variants.md}).
     *
     * @throws IllegalArgumentException if it cannot be had; the message is one line for the user, and begins with the number of the
     *     line that is wrong and a colon
     */
    public static Isa parseVariant(String text) {
        return IsaVariant.parse(text);
    }

    /** This variant with one extension more. */
    public Isa with(Extension extension) {
        Set<Extension> more = EnumSet.copyOf(extensions);
        more.add(extension);
        return new Isa(more, silent);
    }

    /** This variant with one extension less. */
    public Isa without(Extension extension) {
        Set<Extension> fewer = EnumSet.copyOf(extensions);
        fewer.remove(extension);
        return new Isa(fewer, silent);
    }

    public boolean has(Extension extension) {
        return extensions.contains(extension);
    }

    /** Whether the variant has an instruction, which only says that its extensions are claimed. */
    public boolean has(Instruction instruction) {
        return switch (instruction) {
            case ILLEGAL -> false;
            case HINVAL_VVMA, HINVAL_GVMA -> has(Extension.SVINVAL) && has(Extension.H);
            default -> has(instruction.extension());
        };
    }

    /** The ISA string, as the device tree property {@code riscv,isa} has it: {@code rv64imafdch_zicbom_...}. */
    public String string() {
        StringBuilder string = new StringBuilder("rv64");
        for (Extension extension : extensions) {
            string.append(extension.isLetter() ? "" : "_").append(extension.isaName());
        }
        return string.toString();
    }

    /**
     * The names one by one, as the device tree property {@code riscv,isa-extensions} has them beside {@code
     * riscv,isa-base}.
     */
    public List<String> names() {
        return extensions.stream().map(Extension::isaName).collect(Collectors.toUnmodifiableList());
    }
}
