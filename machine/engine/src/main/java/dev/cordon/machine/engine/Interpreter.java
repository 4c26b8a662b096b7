// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import org.jspecify.annotations.Nullable;

/**
 * The main loop: it executes micro-operations for as long as nothing needs care. Whatever is not fast (a TLB miss, a CSR, a trap) leaves the
 * loop, is done outside, and the loop is entered again.
 *
 * <p>The fields are what micro-operations work on.
 */
final class Interpreter {
    /** No address of a page. */
    private static final long NOWHERE = 1;

    final Reservations reservations;
    private final Reservations.Holder reservation;
    private final Tiering tiering;

    /** Whose instructions run, and its registers. */
    HartState state = new HartState();

    long[] x = state.x;
    /** The entries of the {@link DataTlb} of the current mode. */
    long[] tlb = {};

    CodeTlb code = new CodeTlb();

    /** Decoded code to continue with. */
    CodePage page = CodePage.EMPTY;
    /** Address of {@link #page}. */
    long base = NOWHERE;
    /** Where a jump has led that has left all known code. */
    private long target;

    /** The instruction at the pc if it needs care. */
    @Nullable
    MicroOp pending;

    /** What {@link #interpret} has stopped before. */
    private MicroOp current = Undecoded.ELSEWHERE;

    /** Instructions that translated code has retired. */
    long translated;

    /** How often translated code was entered. */
    long entries;

    /** What it could not do. */
    final Tally sideExits = new Tally();

    Interpreter(Reservations reservations, Reservations.Holder reservation, Tiering tiering) {
        this.reservations = reservations;
        this.reservation = reservation;
        this.tiering = tiering;
    }

    /** Lets the next run begin in a page, which holds this address. */
    void enter(CodePage next, long address) {
        page = next;
        base = address & Tlb.PAGE;
    }

    /** Lets the next run begin nowhere: the code that the pc points to must be looked up again. */
    void leave() {
        base = NOWHERE;
    }

    /** Whether a run can begin at an address without further ado. */
    boolean isAt(long address) {
        return base == (address & Tlb.PAGE);
    }

    /**
     * Runs from state.pc, which lies in the page that was {@linkplain #enter entered}, for at most {@code budget} instructions, and
     * answers how many have retired. If fewer, there is something {@link #pending}, or it is not {@linkplain #isAt known} what comes next.
     */
    int run(HartState state, DataTlb data, CodeTlb code, int budget) {
        this.state = state;
        state.horizon = state.retired + budget;
        this.code = code;
        code.settleRegions();
        x = state.x;
        tlb = data.entries;
        MicroOp op = page.at((int) (state.pc - base) >> 1);
        int left = interpret(op, budget);
        RegionEntry entry = left > 0 ? entry() : null;
        while (entry != null) {
            left = translated(entry, left);
            left = interpret(current, left);
            entry = left > 0 ? entry() : null;
        }
        op = current.plain();
        if (op == Undecoded.ELSEWHERE) {
            state.pc = target;
            leave();
        } else {
            state.pc = base + ((long) op.slot << 1);
        }
        pending = left > 0 && op.isDecoded() ? op : null;
        return budget - left;
    }

    /** Executes instructions, until {@link #current} is one that cannot be done here; answers how many of {@code budget} are left. */
    private int interpret(MicroOp first, int budget) {
        MicroOp op = first;
        int left = budget;
        while (left > 0) {
            MicroOp next = op.execute(this);
            if (next == null) {
                break;
            }
            op = next;
            left--;
        }
        current = op;
        return left;
    }

    /**
     * Runs translated code, one region after the other, and then one instruction if it does not fit or cannot go on; answers how many of {@code budget} are left, with {@link #current} what comes
     * next.
     */
    private int translated(RegionEntry first, int budget) {
        RegionEntry entry = first;
        int left = budget;
        while (tiering.enters(entry, this)) {
            int answer;
            while (true) {
                answer = entry.run(state, tlb, reservation, base, left);
                int now = answer < 0 ? ~answer : answer;
                translated += left - now;
                left = now;
                entries++;
                if (answer <= 0) {
                    break;
                }
                long pc = state.pc;
                RegionEntry next = code.regionAt(pc);
                if (next == null || !next.live) {
                    break;
                }
                base = pc & Tlb.PAGE;
                entry = next;
            }
            page = entry.home;
            if (answer < 0) {
                return left(entry, left);
            }
            entry = successor();
            if (entry == null || left == 0) {
                return left;
            }
        }
        return plainly(entry, left);
    }

    /** Translated code has left before an instruction that it cannot do. */
    private int left(RegionEntry entry, int left) {
        MicroOp op = at(state.pc);
        sideExits.count(op.instruction);
        int rest = plainly(op, left);
        if (rest < left && left > entry.region.instructions()) { // there were enough for any block
            tiering.noteEasy(entry, op);
        }
        return rest;
    }

    /** The translated code that begins at the pc, which has been reached by translated code; null if there is none: then {@link #current} comes next. */
    private @Nullable RegionEntry successor() {
        MicroOp op = jump(state.pc);
        current = op;
        if (op instanceof RegionEntry found) {
            if (found.fits(this) && tiering.isSteady()) {
                code.enter(state.pc, found);
            }
            return found;
        }
        if (op instanceof Other) {
            leadAfter(op);
        }
        hasten(op);
        return null;
    }

    /** Executes an instruction itself, if it can be done here. */
    private int plainly(MicroOp op, int budget) {
        current = op.plain();
        if (budget > 0) {
            MicroOp next = current.execute(this);
            if (next != null) {
                current = next;
                return budget - 1;
            }
        }
        return budget;
    }

    /** Translated code has stopped before an instruction that is done elsewhere: what follows may be translated, too. */
    private void leadAfter(MicroOp op) {
        int following = op.slot + op.length;
        if (following < CodePage.SLOTS && !page.at(following).led) {
            hasten(page.lead(following));
        }
    }

    /** What follows translated code has run as often, or will: it need not count as far again. */
    private static void hasten(MicroOp op) {
        if (op instanceof RegionHead head) {
            head.hasten();
        }
    }

    /** Translated code that the interpreter has stopped before, perhaps because it has just been made; what it stopped before may have been given up as well. */
    private @Nullable RegionEntry entry() {
        boolean is = current instanceof RegionHead || current instanceof RegionEntry;
        return is && page.at(current.slot) instanceof RegionEntry entry ? entry : null;
    }

    /** A place has run often: answers whether from now on translated code runs there. */
    boolean promote(RegionHead head) {
        return tiering.promote(head, this);
    }

    /** Goes to any address, to which jumps lead: answers what is there if its page is known, else {@link Undecoded#ELSEWHERE}. */
    MicroOp jump(long address) {
        MicroOp op = at(address);
        return op.led ? op : page.lead(op.slot);
    }

    /** Goes to any address. */
    private MicroOp at(long address) {
        long targetPage = address & Tlb.PAGE;
        if (targetPage != base) {
            int entry = CodeTlb.entry(address);
            if (code.tags[entry] != targetPage) {
                target = address;
                return Undecoded.ELSEWHERE;
            }
            page = code.pages[entry];
            base = targetPage;
        }
        return page.at((int) (address - targetPage) >> 1);
    }
}
