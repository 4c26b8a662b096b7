// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.Finisher;
import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Isa;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A program that all harts run at once in M-mode, and that finds out by itself whether it was cheated.
 *
 * <p>In its code s11 is mhartid, s10 the number of harts, s9 the address of shared memory, s8 the number of rounds, and t1 is 1. It ends by
 * falling through or by a jump to {@code done}; a jump to {@code exit} ends the run with a0, which says what went wrong.
 *
 * @param each what each hart runs
 * @param last what hart 0 runs when all are done; leaves 0 in a0 if all is well
 */
record HartProgram(String name, int rounds, String each, String last) {
    /** What {@link #run} answers if the program does not end. */
    static final int HANGS = -1;

    private static final String CONSTANTS = """
            .equ FINISHER, 0x100000
            .equ CLINT, 0x2000000
            .equ SHARED, 0x80010000
            .equ ROOT, 0x80020000
            .equ MIDDLE, 0x80021000
            .equ FRAMES, 0x80024000
            .equ VIRTUAL, 0xc0000000
            .equ LEAF, 0x80022000
            """;

    private static final String BEGIN = """
                csrr s11, mhartid
                li   s10, HARTS
                li   s9, SHARED
                li   s8, ROUNDS
                li   t1, 1
            """;

    private static final String ALL_DONE = """
            done:
                csrw mie, zero
                fence rw, rw
                li   t3, SHARED + 1024
                amoadd.w.aqrl zero, t1, (t3)
                bnez s11, sleep
            gather:
                lw   t4, 0(t3)
                beq  t4, s10, check
                pause
                j    gather
            sleep:
                wfi
                j    sleep
            check:
            """;

    private static final String EXIT = """
            exit:
                csrw satp, zero
                li   t3, FINISHER
                li   t4, 0x5555
                beqz a0, end
                slli a0, a0, 16
                li   t4, 0x3333
                or   t4, t4, a0
            end:
                sw   t4, 0(t3)
                j    .
            """;

    /**
     * Runs the program.
     *
     * @return 0 if all is well, what the program says is wrong, or {@link #HANGS}
     */
    int run(int harts, Duration patience) throws IOException, LoadException, InterruptedException {
        return run(harts, rounds, patience);
    }

    /** The same for so many rounds. */
    int run(int harts, int rounds, Duration patience) throws IOException, LoadException, InterruptedException {
        return run(harts, rounds, Engine.configured(), patience);
    }

    /** The same with an engine of its own. */
    int run(int harts, int rounds, Engine engine, Duration patience)
            throws IOException, LoadException, InterruptedException {
        String sizes = ".equ HARTS, " + harts + "\n.equ ROUNDS, " + rounds + "\n";
        String source = CONSTANTS + sizes + BEGIN + each + ALL_DONE + last + EXIT;
        byte[] image = Assembler.parse(name, AddressMap.RAM, source).bytes();
        BareSoftware software = BareSoftware.program(MemorySegment.ofArray(image));
        try (BareMachine machine = new BareMachine(
                software, harts, Isa.HART, new Aia.None(), engine, 8 << 20, new HostClock(), octet -> {})) {
            machine.start();
            return code(machine.await(patience));
        } catch (TimeoutException e) {
            return HANGS;
        }
    }

    private static int code(Optional<Finisher.Outcome> outcome) {
        return outcome.orElseThrow() instanceof Finisher.Outcome.Fail fail ? fail.code() : 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
