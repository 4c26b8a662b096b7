// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Isa;
import org.jspecify.annotations.Nullable;

/**
 * One RISC-V hart: it runs a {@link HartState} against RAM and a bus. It owns what hardware would keep beside the architectural
 * state: address-translation caches, decoded code and the external interrupt lines.
 *
 * <p>Only the hart's own thread calls {@link #run} and the fences of its {@link #caches}; {@link #kick} and {@link #setInterrupt} may come from any thread.
 */
public final class Hart {
    /** Line of the machine software interrupt. */
    public static final int MSIP = Interrupt.MACHINE_SOFTWARE;
    /** Line of the machine timer interrupt. */
    public static final int MTIP = Interrupt.MACHINE_TIMER;
    /** Line of the supervisor external interrupt. */
    public static final int SEIP = Interrupt.SUPERVISOR_EXTERNAL;
    /** Line of the machine external interrupt. */
    public static final int MEIP = Interrupt.MACHINE_EXTERNAL;

    /** After so many instructions at most, kicks and interrupt lines are looked at. */
    private static final int BURST = 8192;

    /** So many traps without an instruction retired between them, and {@link #run} returns: the code that handles them cannot run. */
    private static final int FRUITLESS_TRAPS = 1000;

    private final int id;
    private final Delegation delegation;
    private final Timers timers;
    private final Interrupts interrupts;
    private final Csrs csrs;
    private final Trap trap = new Trap();
    private final Caches caches;
    private final FetchUnit fetch;
    private final MemoryUnit memory;
    private final AtomicUnit atomics;
    private final ExecutionUnit execution;
    private final Interpreter interpreter;
    /** Instructions that the interpreter's loop has left to others. */
    private final Tally slow = new Tally();

    private final Engine engine;
    /** Translated code of an earlier generation is no longer used. */
    private int generation;

    private volatile boolean kicked;
    private long retired;

    private DataTlb data;
    /** The TLBs of the current context must be looked up anew. */
    private boolean contextStale = true;
    /** Something has happened to interrupts: the burst ends, and they are looked at. */
    private boolean attention;
    /** Nothing has been executed since {@link #run} was called. */
    private boolean resumes;

    private @Nullable Exit exit;

    /** The state that ran last, of which a reservation may be. */
    private @Nullable HartState last;

    /** Traps taken since an instruction last retired. */
    private int fruitless;
    /** With more fruitless traps than this, {@link #run} returns. */
    private int patience = FRUITLESS_TRAPS;

    private long traps;

    /** A hart that is reset and has nothing cached; {@code id} is its mhartid. It has all that {@link Isa#HART} has, but no IMSIC. */
    public Hart(int id, Ram ram, Bus bus, Clock clock, TrapRouting routing) {
        this(id, ram, bus, clock, routing, Isa.HART, IncomingMsiController.NONE, Engine.configured());
    }

    /**
     * The same with some extensions only, an IMSIC, and a choice of engine.
     *
     * @param isa what of {@link Isa#HART} is missing in it, software does not find
     * @param imsic if there is one, {@code isa} should claim it: Smaia, Ssaia
     * @param engine the harts of a machine share it
     */
    public Hart(
            int id,
            Ram ram,
            Bus bus,
            Clock clock,
            TrapRouting routing,
            Isa isa,
            IncomingMsiController imsic,
            Engine engine) {
        this.id = id;
        this.engine = engine;
        boolean bare = routing == TrapRouting.VECTOR;
        timers = new Timers(clock);
        interrupts = new Interrupts(timers, !bare, imsic);
        delegation = new Delegation(routing, interrupts);
        Claims claims = new Claims(isa, imsic);
        csrs = new Csrs(this, claims, imsic, interrupts, clock, timers);
        Reservations.Holder reservation = ram.reservations().register();
        interpreter = new Interpreter(ram.reservations(), reservation, new Tiering(engine, ram, isa));
        CodeCache code = new CodeCache(ram, engine.threshold(isa));
        caches = new Caches(code, interpreter);
        data = caches.data.all().getFirst();
        Mmu mmu = new Mmu(ram, code, trap, bare, isa);
        fetch = new FetchUnit(ram, bus, mmu, caches, trap, isa);
        memory = new MemoryUnit(this, ram, bus, mmu, code, trap);
        atomics = new AtomicUnit(ram, reservation, memory, code, trap);
        execution = new ExecutionUnit(
                this,
                caches,
                claims.silent,
                trap,
                new LoadStoreUnit(memory, trap),
                atomics,
                new FloatUnit(trap),
                new CsrUnit(csrs, trap),
                new SystemUnit(claims.silent, trap, caches),
                new GuestMemoryUnit(memory, caches.data, trap),
                new CacheBlockUnit(ram, memory, trap));
    }

    /** The mhartid. */
    public int id() {
        return id;
    }

    /** Instructions that this hart has retired, over all states it has run. */
    public long retired() {
        return retired;
    }

    /** What this hart has done so far. Any thread. */
    public HartStatistics statistics() {
        return new HartStatistics(
                retired,
                interpreter.translated,
                interpreter.entries,
                interpreter.sideExits.snapshot(),
                slow.snapshot(),
                memory.misses,
                fetch.misses);
    }

    /** Traps that have vectored inside this hart. */
    public long traps() {
        return traps;
    }

    /**
     * Runs until {@code state.retired == deadline} exactly, or until there is another reason to return. The state may have been
     * changed in any way since the last run; translations and code that are cached stay, see {@link Caches}.
     *
     * @param deadline a value of {@link HartState#retired}, not below the current one
     */
    public Exit run(HartState state, long deadline) {
        contextChanged();
        timers.changed();
        resumes = true;
        exit = null;
        if (state != last) {
            atomics.dropReservation();
            fruitless = 0;
            last = state;
        }
        while (true) {
            atomics.expire(state);
            if (engine.generation() != generation) {
                generation = engine.generation();
                caches.detachCode();
            }
            if (kicked || fruitless > patience) {
                kicked = false;
                fruitless = 0;
                return Exit.KICK;
            }
            attention = false;
            long untilPoll = timers.poll(state, retired);
            Interrupts.Destination destination = interrupts.next(state);
            if (destination != Interrupts.Destination.NOBODY) {
                if (delegation.take(state, destination)) {
                    return Exit.TRAP;
                }
                trapTaken();
            }
            if (state.retired == deadline) {
                return Exit.DEADLINE;
            }
            long budget = Math.min(deadline - state.retired, Math.min(BURST, untilPoll));
            Exit reason = burst(state, (int) budget);
            if (reason != null) {
                return reason;
            }
        }
    }

    /**
     * Runs for one instruction, or until one trap has been taken where {@link TrapRouting#VECTOR} lets it vector; {@link #traps} and
     * {@link HartState#retired} tell which. An interrupt that becomes pending with the instruction is taken, too. Otherwise as {@link
     * #run}, whose speed this does not touch.
     */
    public Exit step(HartState state) {
        fruitless = 0;
        patience = 0;
        try {
            return run(state, state.retired + 1);
        } finally {
            patience = FRUITLESS_TRAPS;
        }
    }

    /** Runs at most so many instructions; null if it makes sense to go on. */
    private @Nullable Exit burst(HartState state, int instructions) {
        int budget = instructions;
        while (budget > 0 && !attention) {
            if (contextStale) {
                selectContext(state);
            }
            if (!interpreter.isAt(state.pc) && !fetch.enter(state, interpreter, resumes)) {
                if (delegation.take(state, trap)) {
                    return Exit.TRAP;
                }
                trapTaken();
                continue;
            }
            resumes = false;
            boolean single = fetch.isSingle(interpreter);
            int done = interpreter.run(state, data, fetch.tlb, single ? 1 : budget);
            retire(state, done);
            budget -= done;
            MicroOp pending = interpreter.pending;
            if (pending != null) {
                slow.count(pending.instruction);
                if (execution.execute(state, data, pending, fetch.bits(state, interpreter))) {
                    retire(state, 1);
                    budget--;
                } else if (delegation.take(state, trap)) {
                    return Exit.TRAP;
                } else {
                    trapTaken();
                }
            }
            fetch.giveUpWorn(interpreter);
            if (single || (pending == null && done == 0)) {
                interpreter.leave(); // what was run once, or is not decoded
            }
        }
        return exit;
    }

    private void retire(HartState state, int count) {
        if (count > 0) {
            fruitless = 0;
        }
        state.retired += count;
        retired += count;
    }

    private void selectContext(HartState state) {
        contextStale = false;
        fetch.select(state);
        data = caches.data.select(state, TranslationContext.data(state));
        interpreter.leave();
    }

    private void trapTaken() {
        resumes = false;
        fruitless++;
        traps++;
        modeChanged();
    }

    // What instructions bring about.

    /** Privilege or V has changed. */
    void modeChanged() {
        contextStale = true;
        attention = true;
    }

    /** WFI: unless an enabled interrupt is pending, the run ends. */
    void waitForInterrupt(HartState state) {
        if (!wakes(state)) {
            exit = Exit.WFI;
            atomics.dropReservation();
        }
        attention = true;
    }

    /** A register has changed that is part of the {@link TranslationContext}. */
    void contextChanged() {
        contextStale = true;
    }

    /** Something has changed that TLB entries depend on, but not their contexts. */
    void translationChanged() {
        caches.clearTranslations();
        contextStale = true;
    }

    /** Interrupts may have become pending or enabled. */
    void interruptsChanged() {
        attention = true;
    }

    /** A timer, or what it is compared with, has changed. */
    void timersChanged() {
        timers.changed();
        attention = true;
    }

    // The outside.

    /** The CSRs, as a debugger reads and writes them. */
    public Csrs csrs() {
        return csrs;
    }

    /** What this hart remembers of memory, and the fences that make it forget. */
    public Caches caches() {
        return caches;
    }

    /** Makes {@link #run} return {@link Exit#KICK} soon, or at once when it is called next. Any thread. */
    public void kick() {
        kicked = true;
    }

    /** Forgets a {@link #kick} that has not been seen yet: the caller, on the hart's thread, sees to what it was for. */
    public void forgetKick() {
        kicked = false;
    }

    /** Sets the level of an external interrupt line, {@link #MSIP}, {@link #MTIP}, {@link #SEIP} or {@link #MEIP}. Any thread. */
    public void setInterrupt(int line, boolean level) {
        interrupts.setLine(line, level);
    }

    /**
     * Has somebody told of every store of this hart to the page that holds a physical address in RAM: on the hart's thread, once
     * the store is done and before the next instruction; {@link #run} sees a kick at once then. One page at most, before the first
     * run.
     */
    public void watchStores(long physicalAddress, Runnable listener) {
        caches.code.watch(physicalAddress, () -> {
            attention = true;
            listener.run();
        });
    }

    /**
     * Whether WFI would not wait: an interrupt that the state enables individually (mie, sie, hie or vsie) is pending, whatever the
     * global enables say. Only the hart's own thread.
     */
    public boolean wakes(HartState state) {
        interrupts.absorb();
        timers.look(state);
        return interrupts.wakes(state);
    }

    /**
     * The time at which a timer of the state (stimecmp, vstimecmp) that is not pending next becomes so, in unsigned {@link
     * Clock#time()} ticks; -1 if never. One that has become pending since {@link #wakes} was asked counts as becoming so now, so
     * that nobody sleeps through it.
     */
    public long nextTimer(HartState state) {
        return timers.next(state);
    }
}
