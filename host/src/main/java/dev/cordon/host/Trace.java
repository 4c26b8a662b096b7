// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Decoder;
import dev.cordon.machine.isa.Disassembler;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operand;
import dev.cordon.machine.isa.Operands;
import dev.cordon.machine.isa.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes what harts do, a line for each instruction and for each trap. The hart itself knows nothing of it: it is stepped, and looked
 * at before and after.
 */
final class Trace implements HartStep {
    private final TraceOptions options;
    private final DebugMemory memory;
    private final Symbols symbols;
    private final TraceFile out;

    Trace(TraceOptions options, DebugMemory memory, Symbols symbols, TraceFile out) {
        this.options = options;
        this.memory = memory;
        this.symbols = symbols;
        this.out = out;
    }

    @Override
    public Exit step(Hart hart, HartState state) {
        PrivilegeMode mode = PrivilegeMode.of(state);
        if (!options.wants(hart.id(), state.pc, mode)) {
            return hart.step(state);
        }
        String place = place(hart, mode, state.pc);
        OptionalInt bits = memory.instruction(state);
        int word = bits.isPresent() ? expanded(bits.getAsInt()) : 0;
        String text = bits.isPresent() ? text(state.pc, bits.getAsInt()) : "not readable";
        Optional<MemoryAccess> access = MemoryAccess.of(state, word);
        long retired = state.retired;
        long traps = hart.traps();
        Exit exit = hart.step(state);
        boolean done = state.retired != retired;
        if (done) {
            List<String> effects = effects(hart, state, word, mode);
            access.map(MemoryAccess::toString).ifPresent(effects::add);
            out.write(place + text + (effects.isEmpty() ? "" : "  ; " + String.join("; ", effects)));
        }
        if (hart.traps() != traps) {
            out.write((done ? "hart " + hart.id() + "  " : place + text + "  ; ") + TakenTrap.of(state));
        }
        if (exit == Exit.TRAP && !done && state.scause >= 0) {
            out.write(place + text + "  ; exits: " + TakenTrap.exceptionName((int) state.scause));
        }
        return exit;
    }

    /** Runs by steps, as {@link dev.cordon.machine.platform.HartDriver} asks for it. */
    Exit run(Hart hart, HartState state, long deadline) {
        while (state.retired < deadline) {
            Exit exit = step(hart, state);
            if (exit != Exit.DEADLINE) {
                return exit;
            }
        }
        return Exit.DEADLINE;
    }

    private String place(Hart hart, PrivilegeMode mode, long pc) {
        String name = symbols.name(pc);
        return "hart %d  %-2s  %016x  %s".formatted(hart.id(), mode.label(), pc, name.isEmpty() ? "" : name + "  ");
    }

    private static String text(long pc, int bits) {
        String raw = Compressed.isCompressed(bits) ? "%04x    " : "%08x";
        return raw.formatted(bits) + "  " + Disassembler.disassemble(pc, bits);
    }

    private static int expanded(int bits) {
        return Compressed.isCompressed(bits) ? Compressed.expand(bits) : bits;
    }

    /** The registers that an instruction has written, with their values. */
    private static List<String> effects(Hart hart, HartState state, int word, PrivilegeMode mode) {
        Instruction instruction = Decoder.decode(word);
        List<Operand> operands = instruction.format().operands();
        List<String> effects = new ArrayList<>();
        int rd = Operands.rd(word);
        if (operands.contains(Operand.RD) && rd != 0) {
            effects.add("%s=%016x".formatted(Register.name(rd), state.x[rd]));
        }
        if (operands.contains(Operand.FD)) {
            effects.add("%s=%016x".formatted(Register.floatName(rd), state.f[rd]));
        }
        if (operands.contains(Operand.CSR)) {
            int csr = meant(hart, state, Operands.csr(word), mode);
            hart.csrs().read(state, csr).ifPresent(value -> effects.add("%s=%016x".formatted(Csr.name(csr), value)));
        }
        return effects;
    }

    /** In VS-mode the numbers of some CSRs of S-mode mean those of VS-mode, whose own numbers are by 0x100 higher (H extension, "Virtual Supervisor CSRs"). */
    private static int meant(Hart hart, HartState state, int csr, PrivilegeMode mode) {
        boolean replaced = mode == PrivilegeMode.VS
                && Csr.privilege(csr) == 1
                && hart.csrs().read(state, csr + 0x100).isPresent();
        return replaced ? csr + 0x100 : csr;
    }
}
