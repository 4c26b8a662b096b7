// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.isa.Operands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the code that a region consists of: what can be reached from its entry by branches, jumps and calls whose targets are known, breadth first, up
 * to a limit, and leaving out what has not run yet and what is translated already: a copy takes room in the host's caches, which are what is scarce.
 */
final class RegionFormer {
    /** Calls are followed so deep. */
    private static final int MAX_DEPTH = 4;

    private static final int RA = 1;
    private static final int T0 = 5;

    private final GuestCode code;
    private final Isa isa;
    private final int limit;

    /** To here a block goes on that was begun below the limit: straight code would be left and entered again, which takes as long as to run it. */
    private final int blockLimit;

    private final Place entry;
    private final Map<Place, GuestInstruction> found = new LinkedHashMap<>();
    /** Places at which a block begins, if there is something. */
    private final Set<Place> leaders = new HashSet<>();

    private final Deque<Place> open = new ArrayDeque<>();

    private RegionFormer(long address, GuestCode code, Isa isa, int limit) {
        this.entry = new Place(address, null);
        this.code = code;
        this.isa = isa;
        this.limit = limit;
        blockLimit = Math.min(2 * limit, Translator.LARGEST);
    }

    /** The blocks of a region of {@code limit} instructions at most, twice as many if the last block is long, the entry first, each before those that it leads to as far as there are no loops; empty if nothing can be translated. */
    static List<Block> form(long address, GuestCode code, Isa isa, int limit) {
        RegionFormer former = new RegionFormer(address, code, isa, limit);
        former.lead(former.entry);
        while (!former.open.isEmpty()) {
            former.explore(former.open.remove());
        }
        return former.blocks();
    }

    private void lead(Place place) {
        if (leaders.add(place)) {
            open.add(place);
        }
    }

    private void explore(Place leader) {
        if (leader.address() != entry.address() && code.isEntry(leader.address())) {
            return;
        }
        Place place = leader;
        GuestInstruction previous = null;
        while (!found.containsKey(place) && found.size() < (place.equals(leader) ? limit : blockLimit)) {
            GuestInstruction at = GuestInstruction.at(place.address(), code);
            if (!Effects.isTranslated(at) || !isa.has(at.instruction())) {
                return;
            }
            found.put(place, at);
            if (endsBlock(at)) {
                for (Place successor : successors(place, at, previous)) {
                    if (code.hasRun(successor.address())) {
                        lead(successor);
                    }
                }
                return;
            }
            previous = at;
            place = place.at(at.end());
        }
        leaders.add(place); // what is there is entered from here, too
    }

    private static boolean endsBlock(GuestInstruction at) {
        return switch (at.instruction().format()) {
            case B_TYPE, J_TYPE -> true;
            default -> at.instruction() == Instruction.JALR;
        };
    }

    private List<Place> successors(Place place, GuestInstruction at, @Nullable GuestInstruction previous) {
        List<Place> places = new ArrayList<>(2);
        if (at.instruction().format() == Format.B_TYPE) {
            places.add(place.at(at.end()));
        }
        Place target = target(place, at, previous);
        if (target != null) {
            places.add(target);
        } else {
            places.addAll(guesses(place, at));
        }
        return places;
    }

    /** Where a jump through a register leads if it does what it has done before. */
    private List<Place> guesses(Place place, GuestInstruction at) {
        boolean call = isLink(Operands.rd(at.word()));
        if (call && place.depth() >= MAX_DEPTH) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        for (long target : code.targets(at.address())) {
            places.add(call ? new Place(target, place.at(at.end())) : place.at(target));
        }
        return places;
    }

    /** Where an instruction jumps to if it does, as far as that is known. */
    private @Nullable Place target(Place place, GuestInstruction at, @Nullable GuestInstruction previous) {
        int word = at.word();
        return switch (at.instruction()) {
            case JAL -> jump(place, at, at.address() + Operands.immJ(word));
            case JALR -> {
                if (isNear(at, previous)) {
                    yield jump(place, at, farTarget(at, previous));
                }
                yield isReturn(word) ? place.caller() : null;
            }
            default -> place.at(at.address() + Operands.immB(word));
        };
    }

    /** Whether a JALR jumps relative to the AUIPC before it. */
    private static boolean isNear(GuestInstruction at, @Nullable GuestInstruction previous) {
        return previous != null
                && previous.instruction() == Instruction.AUIPC
                && Operands.rd(previous.word()) == Operands.rs1(at.word())
                && Operands.rs1(at.word()) != 0;
    }

    private static long farTarget(GuestInstruction at, @Nullable GuestInstruction previous) {
        return previous == null
                ? at.address()
                : previous.address() + Operands.immU(previous.word()) + Operands.immI(at.word()) & -2;
    }

    private static boolean isReturn(int word) {
        return Operands.rd(word) == 0 && isLink(Operands.rs1(word)) && Operands.immI(word) == 0;
    }

    private static boolean isLink(int register) {
        return register == RA || register == T0;
    }

    private @Nullable Place jump(Place place, GuestInstruction at, long target) {
        if (!isLink(Operands.rd(at.word()))) {
            return place.at(target);
        }
        if (place.depth() < MAX_DEPTH) {
            return new Place(target, place.at(at.end()));
        }
        return target == entry.address() ? entry : new Place(target, place.at(at.end()));
    }

    private List<Block> blocks() {
        Map<Place, Block> blocks = new LinkedHashMap<>();
        for (Place place : found.keySet()) {
            if (leaders.contains(place)) {
                blocks.put(place, cut(place));
            }
        }
        for (Block block : blocks.values()) {
            for (Block.Edge edge : new Block.Edge[] {block.next, block.taken}) {
                if (edge != null) {
                    edge.block = blocks.get(edge.place);
                }
            }
            block.guesses.forEach(guess -> guess.block = blocks.get(guess.place));
        }
        Block first = blocks.get(entry);
        return first == null ? List.of() : inOrder(first);
    }

    private Block cut(Place leader) {
        Block block = new Block(leader);
        Place place = leader;
        GuestInstruction previous = null;
        while (true) {
            GuestInstruction at = found.get(place);
            if (at == null || (block.instructions.size() > 0 && leaders.contains(place))) {
                block.next = new Block.Edge(place);
                return block;
            }
            block.instructions.add(at);
            if (endsBlock(at)) {
                end(block, place, at, previous);
                return block;
            }
            previous = at;
            place = place.at(at.end());
        }
    }

    private void end(Block block, Place place, GuestInstruction at, @Nullable GuestInstruction previous) {
        Place target = target(place, at, previous);
        if (target != null) {
            block.taken = new Block.Edge(target);
        }
        if (at.instruction() == Instruction.JALR && !isNear(at, previous)) {
            block.end = target == null ? Block.End.INDIRECT : Block.End.RETURN;
            if (target == null) {
                guesses(place, at).forEach(guess -> block.guesses.add(new Block.Edge(guess)));
            }
        } else if (at.instruction() == Instruction.JAL || at.instruction() == Instruction.JALR) {
            block.end = Block.End.JUMP;
        } else {
            block.end = Block.End.BRANCH;
            block.next = new Block.Edge(place.at(at.end()));
        }
    }

    /** The blocks that can be reached, in reverse postorder; what follows in memory comes right after, if it can. */
    private static List<Block> inOrder(Block first) {
        List<Block> order = new ArrayList<>();
        Set<Block> seen = new HashSet<>();
        Deque<Block> path = new ArrayDeque<>();
        Deque<Deque<Block>> left = new ArrayDeque<>();
        seen.add(first);
        path.push(first);
        left.push(new ArrayDeque<>(first.successors()));
        while (!path.isEmpty()) {
            Block successor = left.element().poll();
            if (successor == null) {
                order.addFirst(path.pop());
                left.pop();
            } else if (seen.add(successor)) {
                path.push(successor);
                left.push(new ArrayDeque<>(successor.successors()));
            }
        }
        return order;
    }
}
