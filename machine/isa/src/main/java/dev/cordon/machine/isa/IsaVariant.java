// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a variant of the instruction set from text. Its first line is an ISA string; each further one names a privileged instruction or a
 * CSR that fails silently:
 *
 * <pre>
 * rv64gc
 * wfi                             # does nothing where it would trap
 * stvec                           # accesses do nothing
 * sstatus reads, writes 0x6000    # is read, and of a write these bits count
 * </pre>
 *
 * Empty lines, and what follows a {@code #}, do not count.
 */
final class IsaVariant {
    private static final String EXAMPLE = "; write for instance 'sret' or 'sstatus reads, writes 0x6000'";

    private final Set<Instruction> instructions = EnumSet.noneOf(Instruction.class);
    private final Map<Integer, SilentFailures.Access> accesses = new HashMap<>();

    private IsaVariant() {}

    /** The variant. The message of what cannot be had begins with the number of its line. */
    static Isa parse(String text) {
        IsaVariant variant = new IsaVariant();
        Isa base = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.replaceFirst("#.*", "").strip();
            if (content.isEmpty()) {
                continue;
            }
            try {
                if (base == null) {
                    base = Isa.parse(content);
                } else {
                    variant.add(content);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(number + ": " + e.getMessage(), e);
            }
        }
        if (base == null) {
            throw new IllegalArgumentException("1: a variant begins with an ISA string, such as rv64gc");
        }
        return new Isa(base.extensions(), new SilentFailures(variant.instructions, variant.accesses));
    }

    private void add(String line) {
        List<String> words = List.of(line.split("[\\s,]+"));
        String name = words.getFirst();
        List<String> effects = words.subList(1, words.size());
        OptionalInt csr = Csr.number(name);
        if (csr.isPresent()) {
            accesses.put(csr.getAsInt(), access(effects));
        } else if (effects.isEmpty()) {
            instructions.add(instruction(name));
        } else {
            throw new IllegalArgumentException("'" + name + "' is no CSR, and only a CSR is read or written" + EXAMPLE);
        }
    }

    private static Instruction instruction(String name) {
        return SilentFailures.ELIGIBLE.stream()
                .filter(each -> each.mnemonic().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("'" + name
                        + "' is neither a CSR nor a privileged instruction; those are "
                        + SilentFailures.ELIGIBLE.stream()
                                .map(Instruction::mnemonic)
                                .sorted()
                                .collect(Collectors.joining(" "))));
    }

    /** {@code [reads] [writes MASK]}, in this order. */
    private static SilentFailures.Access access(List<String> effects) {
        boolean reads = !effects.isEmpty() && effects.getFirst().equals("reads");
        List<String> rest = reads ? effects.subList(1, effects.size()) : effects;
        if (rest.isEmpty()) {
            return new SilentFailures.Access(reads, 0);
        }
        if (rest.size() == 2 && rest.getFirst().equals("writes")) {
            return new SilentFailures.Access(reads, mask(rest.getLast()));
        }
        throw new IllegalArgumentException("'" + String.join(" ", effects) + "' is no effect of an access" + EXAMPLE);
    }

    private static long mask(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no mask of bits" + EXAMPLE, e);
        }
    }
}
