// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Operands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the code of a region: its entry, its blocks, and its exits.
 *
 * <p>Instructions are counted block by block, at the start: {@code left} goes down by as many as the block has, and if that is more than there were, the region is left with
 * nothing of the block done. An exit in the middle gives back those that have not run. What the region answers is {@code left}, its complement if the interpreter has to do the next
 * instruction itself.
 *
 * <p>Ways out are many and seldom taken, so they share their code: which one it is, says a variable that is set before. HotSpot sets it where the way is taken.
 */
final class RegionEmitter {
    private static final int FIRST_FLOAT = 32;

    /** An exit is packed into a number: from here on where it leads, relative to the page of the entry; below, {@link #CARE} and how many instructions were counted and have not run. */
    private static final int EXIT_SHIFT = 9;

    /** The interpreter has to do the next instruction itself. */
    private static final int CARE = 1 << (EXIT_SHIFT - 1);

    private final List<Block> blocks;
    private final Code code;
    private final Pages pages;
    private final boolean alone;
    private final Elements elements;
    private final InstructionEmitter instructions;
    private final long base;
    private final Map<Block, Integer> order = new HashMap<>();
    private final Map<Block, Label> labels = new HashMap<>();
    /** Where blocks are entered from other zones: registers are read there. */
    private final Map<Block, Label> gates = new HashMap<>();

    /** Where all exits lead that {@link Frame#EXIT} describes. */
    private final Label exit;
    /** Where every exit ends. */
    private final Label end;

    RegionEmitter(List<Block> blocks, boolean alone, boolean spanning, long firstElement, Code code) {
        this.alone = alone;
        this.blocks = blocks;
        this.code = code;
        exit = new Label();
        end = new Label();
        Zones.assign(blocks);
        Liveness.spread(blocks);
        base = blocks.getFirst().place.address() & Translator.PAGE;
        if (spanning) {
            blocks.forEach(block -> Span.assign(block, !alone));
        }
        pages = new Pages(blocks);
        elements = new Elements(code, firstElement);
        instructions = new InstructionEmitter(code, base, elements, pages, alone);
        for (Block block : blocks) {
            order.put(block, order.size());
            labels.put(block, new Label());
        }
        for (Block block : blocks) {
            for (Block successor : block.successors()) {
                if (successor.zone != block.zone) {
                    gates.computeIfAbsent(successor, _ -> new Label());
                }
            }
        }
        gates.computeIfAbsent(blocks.getFirst(), _ -> new Label());
    }

    void emit() {
        enter();
        for (Block block : blocks) {
            emit(block);
        }
        leave();
    }

    private void enter() {
        elements.enter();
        if (contains(Effects::isFloat)) {
            elements.enter("f", Frame.F);
            code.aload(Frame.STATE)
                    .invokestatic(Names.FLOATS, "allowed", "(L" + Names.STATE + ";)I")
                    .istore(Frame.FLOATS)
                    .aload(Frame.STATE)
                    .invokestatic(Names.FLOATS, "isInexact", Names.ASKS_STATE)
                    .istore(Frame.INEXACT);
        }
        if (contains(at -> at.instruction() == Instruction.CBO_ZERO)) {
            code.aload(Frame.STATE)
                    .invokestatic(Names.CACHE_BLOCKS, "mayZero", Names.ASKS_STATE)
                    .istore(Frame.MAY_ZERO);
        }
    }

    /** Reads what a zone needs that is entered at a block, where no page is known. */
    private void enter(Block block) {
        code.bind(label(gates, block));
        pages.enter(code);
        for (int register = 1; register < Long.SIZE; register++) {
            if ((block.live & 1L << register) != 0) {
                elements.get(array(register), register % FIRST_FLOAT).lstore(Frame.register(register));
            }
        }
    }

    private boolean contains(Predicate<GuestInstruction> kind) {
        return blocks.stream().anyMatch(block -> block.instructions.stream().anyMatch(kind));
    }

    /** The variable of the array in which the state keeps a register. */
    private static int array(int register) {
        return register < FIRST_FLOAT ? Frame.X : Frame.F;
    }

    private void emit(Block block) {
        int count = block.instructions.size();
        if (gates.containsKey(block)) {
            enter(block);
        }
        code.bind(label(labels, block));
        code.iinc(Frame.LEFT, -count);
        Label tooFew = exit(block.place.address(), true, count);
        code.iload(Frame.LEFT).iflt(tooFew);
        int floats = Floats.OFF; // what is known to be allowed
        for (int i = 0; i < count; i++) {
            GuestInstruction at = block.instructions.get(i);
            if (mayLeave(block, i)) {
                Label leave = exit(at.address(), true, count - i);
                if (Effects.isFloat(at) && Floats.needed(at) > floats) {
                    floats = Floats.needed(at);
                    code.iload(Frame.FLOATS).push(floats).if_icmplt(leave);
                }
                instructions.emit(block, i, leave);
                keep(at);
            } else if (i < count - 1 || block.end == Block.End.FALL) {
                instructions.emit(block, i, null);
                keep(at);
            }
        }
        end(block);
    }

    /** Whether an instruction needs a way out: in a span the first access alone looks at the TLB. What other harts have reserved, and whether floating point is allowed, is asked each time. */
    private boolean mayLeave(Block block, int index) {
        GuestInstruction at = block.instructions.get(index);
        Span span = block.spans.get(index);
        boolean follows = span != null && !span.beginsAt(index);
        if (follows && !Effects.isFloat(at)) {
            return !alone && Access.isStore(at);
        }
        return Effects.mayLeave(at);
    }

    /** Writes the result of an instruction to the state, too, so that no exit has to. */
    private void keep(GuestInstruction at) {
        long written = Effects.writes(at);
        if (written != 0) {
            int register = Long.numberOfTrailingZeros(written);
            elements.put(array(register), register % FIRST_FLOAT, Frame.register(register));
        }
    }

    private void end(Block block) {
        GuestInstruction last = block.last();
        switch (block.end) {
            case FALL -> {}
            case BRANCH -> branch(block, last);
            case JUMP -> {
                instructions.link(last);
                keep(last);
                go(block, block.taken);
            }
            case RETURN -> {
                instructions.push(Operands.rs1(last.word()));
                code.lstore(Frame.PC);
                code.lload(Frame.PC);
                instructions.pushAddress(target(block.taken).address());
                Label elsewhere = new Label();
                code.lcmp().ifne(elsewhere);
                go(block, block.taken);
                code.bind(elsewhere);
                code.lload(Frame.PC).push(-2L).land().lstore(Frame.PC);
                code.goto_(end);
                return;
            }
            case INDIRECT -> {
                instructions.push(Operands.rs1(last.word()));
                code.push((long) Operands.immI(last.word()))
                        .ladd()
                        .push(-2L)
                        .land()
                        .lstore(Frame.PC);
                instructions.link(last);
                keep(last);
                block.guesses.forEach(guess -> guess(block, guess));
                code.goto_(end);
                return;
            }
        }
        if (block.next != null && block.end != Block.End.JUMP) {
            go(block, block.next);
        }
    }

    /** Stays in the region if an indirect jump leads where it has led before. */
    private void guess(Block block, Block.Edge guess) {
        if (guess.block != null) {
            Label other = new Label();
            code.lload(Frame.PC);
            instructions.pushAddress(guess.place.address());
            code.lcmp().ifne(other);
            code.goto_(label(block, guess.block));
            code.bind(other);
        }
    }

    private static Place target(Block.@Nullable Edge edge) {
        if (edge == null) {
            throw new IllegalStateException("a jump without a target");
        }
        return edge.place;
    }

    /** A branch forward, out or back; one back is a branch over a jump (docs/design-decisions.md). */
    private void branch(Block block, GuestInstruction last) {
        Block taken = block.taken == null ? null : block.taken.block;
        if (taken == null) {
            instructions.branch(last, exit(target(block.taken).address(), false, 0));
        } else if (isBefore(taken, block)) {
            Label over = new Label();
            instructions.branchUnless(last, over);
            code.goto_(label(block, taken));
            code.bind(over);
        } else {
            instructions.branch(last, label(block, taken));
        }
    }

    /** Goes where an edge leads. */
    private void go(Block from, Block.@Nullable Edge edge) {
        Place place = target(edge);
        Block to = edge == null ? null : edge.block;
        if (to == null) {
            code.goto_(exit(place.address(), false, 0));
        } else if (order(to) != order(from) + 1
                || from.end == Block.End.RETURN
                || (to.zone == from.zone && gates.containsKey(to))) {
            code.goto_(label(from, to));
        }
    }

    private boolean isBefore(Block block, Block other) {
        return order(block) <= order(other);
    }

    private int order(Block block) {
        return order.getOrDefault(block, -1);
    }

    /** Where one block is entered from another. */
    private Label label(Block from, Block to) {
        return label(from.zone == to.zone ? labels : gates, to);
    }

    private static Label label(Map<Block, Label> labels, Block block) {
        Label label = labels.get(block);
        if (label == null) {
            throw new IllegalStateException("a block of another region");
        }
        return label;
    }

    /**
     * Notes how the region is left if what follows jumps to the label that is answered.
     *
     * @param to where to go on
     * @param care whether the interpreter has to do the next instruction itself
     * @param back how many instructions were counted and have not run
     */
    private Label exit(long to, boolean care, int back) {
        code.push(((to - base) << EXIT_SHIFT) | (care ? CARE : 0) | back).lstore(Frame.EXIT);
        return exit;
    }

    private void leave() {
        code.bind(exit);
        instructions.pushAddress(base);
        code.lload(Frame.EXIT).push(EXIT_SHIFT).lshr().ladd().lstore(Frame.PC);
        code.lload(Frame.EXIT).l2i().push(CARE - 1).iand().iload(Frame.LEFT).iadd();
        code.lload(Frame.EXIT) // all ones if care is needed, else none
                .l2i()
                .push(Integer.SIZE - EXIT_SHIFT)
                .ishl()
                .push(Integer.SIZE - 1)
                .ishr()
                .ixor()
                .istore(Frame.LEFT);
        code.bind(end);
        code.aload(Frame.STATE)
                .lload(Frame.PC)
                .putfield(Names.STATE, "pc", "J")
                .iload(Frame.LEFT)
                .ireturn();
    }
}
