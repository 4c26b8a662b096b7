// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Isa;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * Runs a {@link Litmus} on the harts of a bare machine: in each round, on fresh variables, all harts read all variables, so that a host's
 * loads are quick and its stores slow, meet at a barrier, wait a random moment each, now and then fill their store buffers, run their code, and note their results.
 */
final class LitmusRun {
    /** Bytes between the variables of two rounds. */
    private static final int STRIDE = 256;

    private static final int LINE = 64;
    /** Bytes of a hart's results of one round: a0, a1, a2, and a mark that they are there. */
    private static final int RESULT = 16;

    private static final long VARIABLES = AddressMap.RAM + 0x10_0000;
    private static final long BARRIER = AddressMap.RAM + 0x1_0000;
    private static final int PAGE = 4096;
    /** Bytes left free at the end of RAM, where the device tree lies. */
    private static final int DEVICE_TREE = 0x20_0000;

    /** How the harts' threads run. */
    enum Pace {
        /** As fast as they can: where the host has a processor for each, they overlap in all ways that hardware has. */
        FREE,
        /** A few instructions at a time: they interleave also where the host has too few processors. */
        HALTING
    }

    private final Litmus litmus;
    private final int rounds;
    private final Pace pace;
    private final Engine engine;
    private final long results;

    private LitmusRun(Litmus litmus, Engine engine, int rounds, Pace pace) {
        this.litmus = litmus;
        this.engine = engine;
        this.rounds = rounds;
        this.pace = pace;
        this.results = VARIABLES + (long) rounds * STRIDE;
    }

    /**
     * How often each outcome showed.
     *
     * @param engine how harts execute, as {@link Engine#of} takes it
     * @param rounds at most so many rounds
     * @param patience after this time there are no more
     */
    static Map<String, Integer> outcomes(Litmus litmus, String engine, int rounds, Pace pace, Duration patience)
            throws IOException, LoadException, InterruptedException {
        return new LitmusRun(litmus, Engine.of(engine), rounds, pace).run(patience);
    }

    /** Lets a hart run for a few instructions, then another thread. */
    @SuppressWarnings("ThreadPriorityCheck") // to let others run is what this is for
    private static Exit halting(Hart hart, HartState state, long deadline) {
        int some = 1 + ThreadLocalRandom.current().nextInt(12);
        Exit exit = hart.run(state, Math.min(deadline, state.retired + some));
        Thread.yield();
        return exit;
    }

    private Map<String, Integer> run(Duration patience) throws IOException, LoadException, InterruptedException {
        int harts = litmus.harts().size();
        byte[] program =
                Assembler.parse(litmus.name(), AddressMap.RAM, program()).bytes();
        long end = results + (long) harts * rounds * RESULT;
        long memory = (end - AddressMap.RAM + PAGE - 1) / PAGE * PAGE + DEVICE_TREE;
        BareSoftware software = BareSoftware.program(MemorySegment.ofArray(program));
        try (BareMachine machine = new BareMachine(
                software, harts, Isa.HART, new Aia.None(), engine, memory, new HostClock(), octet -> {})) {
            if (pace == Pace.HALTING) {
                machine.drivenBy(LitmusRun::halting);
            }
            machine.start();
            try {
                machine.await(patience);
            } catch (TimeoutException e) {
                machine.stop();
                machine.await();
            }
            return count(machine.machine().ram());
        }
    }

    private String program() {
        StringBuilder program = new StringBuilder("""
                .equ FINISHER, 0x100000
                    csrr s11, mhartid
                    li   s3, %d
                    li   s4, %d
                    li   s5, %d
                    li   t3, %d
                    mul  t3, t3, s11
                    li   s8, %d
                    add  s8, s8, t3
                    li   s6, 0
                    addi s7, s11, 77
                    li   t1, 1
                    li   t2, 2
                round:
                    addi s6, s6, %d
                    lw   t3, 0(s3)
                    lw   t3, 64(s3)
                    lw   t3, 128(s3)
                    amoadd.w.aqrl zero, t1, (s5)
                    li   t4, 300
                barrier:
                    lw   t3, 0(s5)
                    bge  t3, s6, begin
                    addi t4, t4, -1
                    bgez t4, barrier
                    pause
                    j    barrier
                begin:
                    mv   s0, s3
                    addi s1, s3, 64
                    addi s2, s3, 128
                    li   a0, 0
                    li   a1, 0
                    li   a2, 0
                    li   t3, 1103515245
                    mulw s7, s7, t3
                    addiw s7, s7, 1234
                    srliw t3, s7, 16
                    andi t3, t3, 31
                delay:
                    addi t3, t3, -1
                    bgez t3, delay
                    andi t3, s7, 1
                    beqz t3, run
                    sw   s6, 128(s5)
                    sw   s6, 192(s5)
                    sw   s6, 256(s5)
                    sw   s6, 320(s5)
                    sw   s6, 384(s5)
                    sw   s6, 448(s5)
                run:
                """.formatted(
                        VARIABLES,
                        rounds,
                        BARRIER,
                        rounds * RESULT,
                        results,
                        litmus.harts().size()));
        for (int hart = 1; hart < litmus.harts().size(); hart++) {
            program.append("li t3, ")
                    .append(hart)
                    .append("\nbeq s11, t3, hart")
                    .append(hart)
                    .append('\n');
        }
        for (int hart = 0; hart < litmus.harts().size(); hart++) {
            program.append("hart").append(hart).append(":\n");
            program.append(litmus.harts().get(hart).replace(';', '\n')).append("\nj next\n");
        }
        return program.append("""
                next:
                    sw   a0, 0(s8)
                    sw   a1, 4(s8)
                    sw   a2, 8(s8)
                    fence rw, rw
                    sw   t1, 12(s8)
                    addi s8, s8, 16
                    addi s3, s3, %d
                    addi s4, s4, -1
                    bnez s4, round
                    amoadd.w.aqrl zero, t1, (s5)
                    addi s6, s6, %d
                last:
                    lw   t3, 0(s5)
                    blt  t3, s6, last
                    li   t0, FINISHER
                    li   t3, 0x5555
                    sw   t3, 0(t0)
                    j    .
                """.formatted(STRIDE, litmus.harts().size())).toString();
    }

    private Map<String, Integer> count(Ram ram) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            outcome(ram, round).ifPresent(outcome -> counts.merge(outcome, 1, Integer::sum));
        }
        return counts;
    }

    /** Empty if the round did not take place on all harts. */
    private Optional<String> outcome(Ram ram, int round) {
        for (int hart = 0; hart < litmus.harts().size(); hart++) {
            if (ram.read(result(hart, round) + 12, 4) == 0) {
                return Optional.empty();
            }
        }
        StringBuilder outcome = new StringBuilder();
        for (String observed : litmus.observed()) {
            outcome.append(ram.read(place(observed, round), 4));
        }
        return Optional.of(outcome.toString());
    }

    private long place(String observed, int round) {
        int colon = observed.indexOf(":a");
        return colon < 0
                ? VARIABLES + (long) round * STRIDE + (long) "xyz".indexOf(observed) * LINE
                : result(Integer.parseInt(observed.substring(0, colon)), round)
                        + 4L * Integer.parseInt(observed.substring(colon + 2));
    }

    private long result(int hart, int round) {
        return results + ((long) hart * rounds + round) * RESULT;
    }
}
