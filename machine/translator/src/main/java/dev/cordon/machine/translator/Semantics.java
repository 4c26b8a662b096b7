// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Instruction;
import java.util.Locale;

/** Where the meaning of an instruction stands: a static method of {@code machine/isa}, the same that the interpreter calls. */
final class Semantics {
    private Semantics() {}

    static String owner(Instruction instruction) {
        return switch (instruction.extension()) {
            case M -> Names.MUL_DIV;
            case ZBA, ZBB, ZBS -> Names.BITS;
            case F -> Names.BINARY32;
            case D -> instruction == Instruction.FCVT_S_D ? Names.BINARY32 : Names.BINARY64;
            default -> Names.ALU;
        };
    }

    /** The method's name. */
    static String method(Instruction instruction) {
        return switch (instruction) {
            case SLTI -> "slt";
            case SLTIU -> "sltu";
            case ADD_UW -> "addUw";
            case SH1ADD_UW -> "sh1addUw";
            case SH2ADD_UW -> "sh2addUw";
            case SH3ADD_UW -> "sh3addUw";
            case SLLI_UW -> "slliUw";
            case RORI -> "ror";
            case RORIW -> "rorw";
            case BCLRI -> "bclr";
            case BEXTI -> "bext";
            case BINVI -> "binv";
            case BSETI -> "bset";
            case SEXT_B -> "sextB";
            case SEXT_H -> "sextH";
            case ZEXT_H -> "zextH";
            case ORC_B -> "orcB";
            case FCVT_W_S, FCVT_W_D -> "toInt32";
            case FCVT_WU_S, FCVT_WU_D -> "toUint32";
            case FCVT_L_S, FCVT_L_D -> "toInt64";
            case FCVT_LU_S, FCVT_LU_D -> "toUint64";
            case FCVT_S_W, FCVT_D_W -> "fromInt32";
            case FCVT_S_WU, FCVT_D_WU -> "fromUint32";
            case FCVT_S_L, FCVT_D_L -> "fromInt64";
            case FCVT_S_LU, FCVT_D_LU -> "fromUint64";
            case FCVT_S_D -> "fromBinary64";
            case FCVT_D_S -> "fromBinary32";
            case FCLASS_S, FCLASS_D -> "classify";
            case FMV_X_W -> "toRegister";
            case FMV_W_X -> "fromRegister";
            default -> plain(instruction);
        };
    }

    /** FMADD.D is madd. */
    private static String plain(Instruction instruction) {
        String name = instruction.mnemonic();
        return switch (instruction.extension()) {
            case F, D -> name.substring(1, name.indexOf('.'));
            case A -> { // AMOADD.W is addW
                int dot = name.indexOf('.');
                yield name.substring(3, dot) + name.substring(dot + 1).toUpperCase(Locale.ROOT);
            }
            default -> name;
        };
    }
}
