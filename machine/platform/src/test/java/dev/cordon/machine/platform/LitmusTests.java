// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static dev.cordon.machine.platform.Litmus.test;

import java.util.List;

/**
 * The litmus tests, and what RVWMO allows of each; worked out by hand from its rules of preserved program order (ppo) and its axioms.
 *
 * <p>Names follow herd's: the shape, then what stands between the two accesses of each hart that has two: {@code po} nothing, {@code
 * fence.p.s}, {@code addr}, {@code data} or {@code ctrl} a dependency, {@code aq} and {@code rl} an annotation of the first and of the
 * second access; an s at the end means the same on each hart.
 */
final class LitmusTests {
    private LitmusTests() {}

    // Accesses.
    private static final String W_X = "sw t1,0(s0)";
    private static final String W_Y = "sw t1,0(s1)";
    private static final String W_Z = "sw t1,0(s2)";
    private static final String W2_X = "sw t2,0(s0)";
    private static final String W2_Y = "sw t2,0(s1)";
    private static final String R0_X = "lw a0,0(s0)";
    private static final String R0_Y = "lw a0,0(s1)";
    private static final String R0_Z = "lw a0,0(s2)";
    private static final String R1_X = "lw a1,0(s0)";
    private static final String R1_Y = "lw a1,0(s1)";

    // Annotated accesses.
    private static final String AQ_R0_X = "lr.w.aq a0,(s0)";
    private static final String AQ_R0_Y = "lr.w.aq a0,(s1)";
    private static final String RL_W_X = "amoswap.w.rl zero,t1,(s0)";
    private static final String RL_W_Y = "amoswap.w.rl zero,t1,(s1)";
    private static final String AQ_W_X = "amoswap.w.aq zero,t1,(s0)";
    private static final String AQ_W_Y = "amoswap.w.aq zero,t1,(s1)";

    // Dependencies on a0.
    private static final String ADDR_R1_X = "xor t3,a0,a0;add t3,t3,s0;lw a1,0(t3)";
    private static final String ADDR_R1_Y = "xor t3,a0,a0;add t3,t3,s1;lw a1,0(t3)";
    private static final String ADDR_R_Z = "xor t3,a0,a0;add t3,t3,s2;lw t4,0(t3)";
    private static final String ADDR_W_X = "xor t3,a0,a0;add t3,t3,s0;sw t1,0(t3)";
    private static final String ADDR_W_Y = "xor t3,a0,a0;add t3,t3,s1;sw t1,0(t3)";
    private static final String DATA_W_X = "xor t3,a0,a0;add t3,t3,t1;sw t3,0(s0)";
    private static final String DATA_W_Y = "xor t3,a0,a0;add t3,t3,t1;sw t3,0(s1)";
    private static final String DATA_W_Z = "xor t3,a0,a0;add t3,t3,t1;sw t3,0(s2)";
    private static final String CTRL = "bnez a0,. + 4;";
    /** On from a0 through a store to z that is read again: z's value carries on to an address. */
    private static final String READ_BACK = "lw t4,0(s2);xor t5,t4,t4;add t5,t5,s0;lw a1,0(t5)";

    private static final String FENCE = ";fence rw,rw;";
    private static final String TSO = ";fence.tso;";
    private static final String W_W = ";fence w,w;";
    private static final String R_R = ";fence r,r;";
    private static final String R_W = ";fence r,w;";
    private static final String W_R = ";fence w,r;";
    private static final String RW_W = ";fence rw,w;";
    private static final String R_RW = ";fence r,rw;";

    private static final String ANY_OF_TWO = "00 01 10 11";
    private static final String ANY_OF_THREE = "000 001 010 011 100 101 110 111";

    /** Message passing: whoever sees y sees x. */
    private static List<Litmus> mp() {
        String seen = "1:a0 1:a1";
        String ordered = "00 01 11";
        return List.of(
                test("MP", W_X + ";" + W_Y, R0_Y + ";" + R1_X).observes(seen, ANY_OF_TWO),
                test("MP+fence.w.w+po", W_X + W_W + W_Y, R0_Y + ";" + R1_X).observes(seen, ANY_OF_TWO),
                test("MP+po+fence.r.r", W_X + ";" + W_Y, R0_Y + R_R + R1_X).observes(seen, ANY_OF_TWO),
                test("MP+fence.w.r+fence.r.r", W_X + W_R + W_Y, R0_Y + R_R + R1_X)
                        .observes(seen, ANY_OF_TWO),
                test("MP+fence.w.w+fence.r.r", W_X + W_W + W_Y, R0_Y + R_R + R1_X)
                        .observes(seen, ordered),
                test("MP+fence.rw.w+fence.r.rw", W_X + RW_W + W_Y, R0_Y + R_RW + R1_X)
                        .observes(seen, ordered),
                test("MP+fence.rw.rws", W_X + FENCE + W_Y, R0_Y + FENCE + R1_X).observes(seen, ordered),
                test("MP+fence.tsos", W_X + TSO + W_Y, R0_Y + TSO + R1_X).observes(seen, ordered),
                test("MP+fence.w.w+addr", W_X + W_W + W_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, ordered),
                // a control dependency orders stores only, and FENCE.I is no rule of ppo
                test("MP+fence.w.w+ctrl", W_X + W_W + W_Y, R0_Y + ";" + CTRL + R1_X)
                        .observes(seen, ANY_OF_TWO),
                test("MP+fence.w.w+ctrlfencei", W_X + W_W + W_Y, R0_Y + ";" + CTRL + "fence.i;" + R1_X)
                        .observes(seen, ANY_OF_TWO),
                test("MP+fence.w.w+aq", W_X + W_W + W_Y, AQ_R0_Y + ";" + R1_X).observes(seen, ordered),
                test("MP+rl+fence.r.r", W_X + ";" + RL_W_Y, R0_Y + R_R + R1_X).observes(seen, ordered),
                test("MP+rl+addr", W_X + ";" + RL_W_Y, R0_Y + ";" + ADDR_R1_X).observes(seen, ordered),
                test("MP+rl+aq", W_X + ";" + RL_W_Y, AQ_R0_Y + ";" + R1_X).observes(seen, ordered),
                test("MP+aq+aq", AQ_W_X + ";" + W_Y, AQ_R0_Y + ";" + R1_X).observes(seen, ordered),
                test("MP+rl+po", W_X + ";" + RL_W_Y, R0_Y + ";" + R1_X).observes(seen, ANY_OF_TWO),
                test("MP+sc.rl+lr.aq", W_X + ";lr.w t3,(s1);sc.w.rl t3,t1,(s1);bnez t3,. - 8", AQ_R0_Y + ";" + R1_X)
                        .observes(seen, ordered),
                // rule 12: what is read back of a store that depends on y depends on y
                test("MP+fence.w.w+data-rfi-addr", W_X + W_W + W_Y, R0_Y + ";" + DATA_W_Z + ";" + READ_BACK)
                        .observes(seen, ordered),
                test(
                                "MP+fence.w.w+addr-rfi-addr",
                                W_X + W_W + W_Y,
                                R0_Y + ";xor t3,a0,a0;add t3,t3,s2;sw t1,0(t3);" + READ_BACK)
                        .observes(seen, ordered),
                test("MP+fence.w.w+ctrl-rfi-addr", W_X + W_W + W_Y, R0_Y + ";" + CTRL + W_Z + ";" + READ_BACK)
                        .observes(seen, ANY_OF_TWO));
    }

    /** Store buffering: each writes, then reads what the other wrote. */
    private static List<Litmus> sb() {
        String seen = "0:a0 1:a0";
        String ordered = "01 10 11";
        return List.of(
                test("SB", W_X + ";" + R0_Y, W_Y + ";" + R0_X).observes(seen, ANY_OF_TWO),
                test("SB+fence.rw.rws", W_X + FENCE + R0_Y, W_Y + FENCE + R0_X).observes(seen, ordered),
                test("SB+fence.w.rs", W_X + W_R + R0_Y, W_Y + W_R + R0_X).observes(seen, ordered),
                test("SB+fence.rw.rw+po", W_X + FENCE + R0_Y, W_Y + ";" + R0_X).observes(seen, ANY_OF_TWO),
                test("SB+fence.tsos", W_X + TSO + R0_Y, W_Y + TSO + R0_X).observes(seen, ANY_OF_TWO),
                test("SB+fence.r.rs", W_X + R_R + R0_Y, W_Y + R_R + R0_X).observes(seen, ANY_OF_TWO),
                test("SB+fence.w.ws", W_X + W_W + R0_Y, W_Y + W_W + R0_X).observes(seen, ANY_OF_TWO),
                test("SB+aqs", AQ_W_X + ";" + R0_Y, AQ_W_Y + ";" + R0_X).observes(seen, ordered),
                test("SB+rl+rl", RL_W_X + ";" + R0_Y, RL_W_Y + ";" + R0_X).observes(seen, ANY_OF_TWO),
                // rule 7: both have RCsc annotations
                test("SB+rl-aqs", RL_W_X + ";" + AQ_R0_Y, RL_W_Y + ";" + AQ_R0_X)
                        .observes(seen, ordered),
                test("SB+rl-amos", W_X + ";amoadd.w.rl a0,zero,(s1)", W_Y + ";amoadd.w.rl a0,zero,(s0)")
                        .observes(seen, ordered));
    }

    /** Load buffering: each reads, then writes what the other reads. */
    private static List<Litmus> lb() {
        String seen = "0:a0 1:a0";
        String ordered = "00 01 10";
        return List.of(
                test("LB", R0_X + ";" + W_Y, R0_Y + ";" + W_X).observes(seen, ANY_OF_TWO),
                test("LB+data+po", R0_X + ";" + DATA_W_Y, R0_Y + ";" + W_X).observes(seen, ANY_OF_TWO),
                test("LB+fence.r.ws", R0_X + R_W + W_Y, R0_Y + R_W + W_X).observes(seen, ordered),
                test("LB+fence.rw.rws", R0_X + FENCE + W_Y, R0_Y + FENCE + W_X).observes(seen, ordered),
                test("LB+fence.tsos", R0_X + TSO + W_Y, R0_Y + TSO + W_X).observes(seen, ordered),
                test("LB+datas", R0_X + ";" + DATA_W_Y, R0_Y + ";" + DATA_W_X).observes(seen, ordered),
                test("LB+addrs", R0_X + ";" + ADDR_W_Y, R0_Y + ";" + ADDR_W_X).observes(seen, ordered),
                test("LB+ctrls", R0_X + ";" + CTRL + W_Y, R0_Y + ";" + CTRL + W_X)
                        .observes(seen, ordered),
                test("LB+fence.r.w+data", R0_X + R_W + W_Y, R0_Y + ";" + DATA_W_X)
                        .observes(seen, ordered),
                test("LB+aqs", AQ_R0_X + ";" + W_Y, AQ_R0_Y + ";" + W_X).observes(seen, ordered),
                test("LB+rls", R0_X + ";" + RL_W_Y, R0_Y + ";" + RL_W_X).observes(seen, ordered),
                // rule 13: a store after an access whose address depends
                test("LB+addr-pos", R0_X + ";" + ADDR_R_Z + ";" + W_Y, R0_Y + ";" + ADDR_R_Z + ";" + W_X)
                        .observes(seen, ordered));
    }

    /** Whoever sees y and then writes x, writes it later. */
    private static List<Litmus> s() {
        String seen = "1:a0 x";
        String ordered = "01 02 11";
        String any = "01 02 11 12";
        return List.of(
                test("S", W2_X + ";" + W_Y, R0_Y + ";" + W_X).observes(seen, any),
                test("S+fence.w.w+po", W2_X + W_W + W_Y, R0_Y + ";" + W_X).observes(seen, any),
                test("S+po+data", W2_X + ";" + W_Y, R0_Y + ";" + DATA_W_X).observes(seen, any),
                test("S+fence.w.w+fence.r.w", W2_X + W_W + W_Y, R0_Y + R_W + W_X)
                        .observes(seen, ordered),
                test("S+fence.rw.rws", W2_X + FENCE + W_Y, R0_Y + FENCE + W_X).observes(seen, ordered),
                test("S+fence.tsos", W2_X + TSO + W_Y, R0_Y + TSO + W_X).observes(seen, ordered),
                test("S+fence.w.w+data", W2_X + W_W + W_Y, R0_Y + ";" + DATA_W_X)
                        .observes(seen, ordered),
                test("S+fence.w.w+addr", W2_X + W_W + W_Y, R0_Y + ";" + ADDR_W_X)
                        .observes(seen, ordered),
                test("S+fence.w.w+ctrl", W2_X + W_W + W_Y, R0_Y + ";" + CTRL + W_X)
                        .observes(seen, ordered),
                test("S+rl+aq", W2_X + ";" + RL_W_Y, AQ_R0_Y + ";" + W_X).observes(seen, ordered));
    }

    /** A write between a write and a read. */
    private static List<Litmus> r() {
        String seen = "y 1:a0";
        String ordered = "10 11 21";
        String any = "10 11 20 21";
        return List.of(
                test("R", W_X + ";" + W_Y, W2_Y + ";" + R0_X).observes(seen, any),
                test("R+fence.w.w+po", W_X + W_W + W_Y, W2_Y + ";" + R0_X).observes(seen, any),
                test("R+fence.w.w+fence.tso", W_X + W_W + W_Y, W2_Y + TSO + R0_X)
                        .observes(seen, any),
                test("R+po+fence.w.r", W_X + ";" + W_Y, W2_Y + W_R + R0_X).observes(seen, any),
                test("R+fence.rw.rws", W_X + FENCE + W_Y, W2_Y + FENCE + R0_X).observes(seen, ordered),
                test("R+fence.w.w+fence.w.r", W_X + W_W + W_Y, W2_Y + W_R + R0_X)
                        .observes(seen, ordered),
                test("R+rl+aq", W_X + ";" + RL_W_Y, "amoswap.w.aq zero,t2,(s1);" + R0_X)
                        .observes(seen, ordered));
    }

    /** Both write both. */
    private static List<Litmus> twoWritesEach() {
        String seen = "x y";
        String ordered = "12 21 22";
        String any = "11 12 21 22";
        return List.of(
                test("2+2W", W_X + ";" + W2_Y, W_Y + ";" + W2_X).observes(seen, any),
                test("2+2W+fence.w.w+po", W_X + W_W + W2_Y, W_Y + ";" + W2_X).observes(seen, any),
                test("2+2W+fence.w.ws", W_X + W_W + W2_Y, W_Y + W_W + W2_X).observes(seen, ordered),
                test("2+2W+fence.rw.rws", W_X + FENCE + W2_Y, W_Y + FENCE + W2_X)
                        .observes(seen, ordered),
                test("2+2W+fence.tsos", W_X + TSO + W2_Y, W_Y + TSO + W2_X).observes(seen, ordered),
                test("2+2W+aqs", AQ_W_X + ";" + W2_Y, AQ_W_Y + ";" + W2_X).observes(seen, ordered),
                test("2+2W+rls", W_X + ";amoswap.w.rl zero,t2,(s1)", W_Y + ";amoswap.w.rl zero,t2,(s0)")
                        .observes(seen, ordered));
    }

    /** Three harts: a write is seen by all others at once. */
    private static List<Litmus> three() {
        String causal = "000 001 010 011 100 101 111";
        String seen = "1:a0 2:a0 2:a1";
        String between = "000 001 010 011 101 110 111";
        String seenBetween = "1:a0 1:a1 2:a0";
        return List.of(
                test("WRC", W_X, R0_X + ";" + W_Y, R0_Y + ";" + R1_X).observes(seen, ANY_OF_THREE),
                test("WRC+po+addr", W_X, R0_X + ";" + W_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, ANY_OF_THREE),
                test("WRC+data+po", W_X, R0_X + ";" + DATA_W_Y, R0_Y + ";" + R1_X)
                        .observes(seen, ANY_OF_THREE),
                test("WRC+data+addr", W_X, R0_X + ";" + DATA_W_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, causal),
                test("WRC+addrs", W_X, R0_X + ";" + ADDR_W_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, causal),
                test("WRC+ctrl+addr", W_X, R0_X + ";" + CTRL + W_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, causal),
                test("WRC+fence.rw.rws", W_X, R0_X + FENCE + W_Y, R0_Y + FENCE + R1_X)
                        .observes(seen, causal),
                test("WRC+fence.r.w+fence.r.r", W_X, R0_X + R_W + W_Y, R0_Y + R_R + R1_X)
                        .observes(seen, causal),
                test("WRC+rl+aq", W_X, R0_X + ";" + RL_W_Y, AQ_R0_Y + ";" + R1_X)
                        .observes(seen, causal),
                test("ISA2", W_X + ";" + W_Y, R0_Y + ";" + W_Z, R0_Z + ";" + R1_X)
                        .observes(seen, ANY_OF_THREE),
                test("ISA2+fence.w.w+data+addr", W_X + W_W + W_Y, R0_Y + ";" + DATA_W_Z, R0_Z + ";" + ADDR_R1_X)
                        .observes(seen, causal),
                test("ISA2+fence.tsos", W_X + TSO + W_Y, R0_Y + TSO + W_Z, R0_Z + TSO + R1_X)
                        .observes(seen, causal),
                test("RWC", W_X, R0_X + ";" + R1_Y, W_Y + ";" + R0_X).observes(seenBetween, ANY_OF_THREE),
                test("RWC+addr+po", W_X, R0_X + ";" + ADDR_R1_Y, W_Y + ";" + R0_X)
                        .observes(seenBetween, ANY_OF_THREE),
                test("RWC+addr+fence.rw.rw", W_X, R0_X + ";" + ADDR_R1_Y, W_Y + FENCE + R0_X)
                        .observes(seenBetween, between),
                test("RWC+fence.rw.rws", W_X, R0_X + FENCE + R1_Y, W_Y + FENCE + R0_X)
                        .observes(seenBetween, between));
    }

    /** Independent reads of independent writes: two readers agree on the order of two writes. */
    private static List<Litmus> four() {
        String seen = "2:a0 2:a1 3:a0 3:a1";
        String agreed = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111";
        String any = agreed + " 1010";
        return List.of(
                test("IRIW", W_X, W_Y, R0_X + ";" + R1_Y, R0_Y + ";" + R1_X).observes(seen, any),
                test("IRIW+addr+po", W_X, W_Y, R0_X + ";" + ADDR_R1_Y, R0_Y + ";" + R1_X)
                        .observes(seen, any),
                test("IRIW+ctrls", W_X, W_Y, R0_X + ";" + CTRL + R1_Y, R0_Y + ";" + CTRL + R1_X)
                        .observes(seen, any),
                test("IRIW+addrs", W_X, W_Y, R0_X + ";" + ADDR_R1_Y, R0_Y + ";" + ADDR_R1_X)
                        .observes(seen, agreed),
                test("IRIW+aqs", W_X, W_Y, AQ_R0_X + ";" + R1_Y, AQ_R0_Y + ";" + R1_X)
                        .observes(seen, agreed),
                test("IRIW+fence.r.rs", W_X, W_Y, R0_X + R_R + R1_Y, R0_Y + R_R + R1_X)
                        .observes(seen, agreed),
                test("IRIW+fence.rw.rws", W_X, W_Y, R0_X + FENCE + R1_Y, R0_Y + FENCE + R1_X)
                        .observes(seen, agreed));
    }

    /** One location keeps its order without further ado, also when accesses of several sizes overlap. */
    private static List<Litmus> coherence() {
        return List.of(
                test("CoWW", W_X + ";" + W2_X, "nop").observes("x", "2"),
                test("CoRW1", R0_X + ";" + W_X, "nop").observes("0:a0", "0"),
                test("CoRR", W_X, R0_X + ";" + R1_X).observes("1:a0 1:a1", "00 01 11"),
                test("CoWR", W_X + ";" + R0_X, W2_X).observes("0:a0 x", "11 12 22"),
                test("CoRW2", R0_X + ";" + W_X, W2_X).observes("0:a0 x", "01 02 21"),
                test("CoRR+byte", "sb t1,0(s0)", "lbu a0,0(s0);lhu a1,0(s0)").observes("1:a0 1:a1", "00 01 11"),
                test("whole doublewords", DOUBLE + "sd t3,0(s0)", "ld t4,0(s0);sext.w a0,t4;srli a1,t4,32")
                        .observes("1:a0 1:a1", "00 11"),
                test("CoRR+half+whole", DOUBLE + "sd t3,0(s0)", "lw a0,4(s0);ld t4,0(s0);sext.w a1,t4")
                        .observes("1:a0 1:a1", "00 01 11"),
                test("CoRR+whole+half", DOUBLE + "sd t3,0(s0)", "ld t4,0(s0);lw a1,4(s0);sext.w a0,t4")
                        .observes("1:a0 1:a1", "00 01 11"),
                test("misaligned", "sw t1,61(s0);" + W_Z, "lw a0,61(s0)").observes("1:a0", "0 1"));
    }

    private static final String DOUBLE = "slli t3,t1,32;or t3,t3,t1;";

    /** Atomics are one step, against each other and against plain stores; SC fails if any store of another hart came between. */
    private static List<Litmus> atomicity() {
        String reservation = "lr.w.aq a0,(s0);lw a1,0(s1);sc.w a2,t1,(s0)";
        // y, failed, x: y must not be new for LR and old for SC
        String seen = "0:a1 0:a2 x";
        String unbroken = "000 010 100 101 110";
        return List.of(
                test("AMO+AMO", "amoadd.w a0,t1,(s0)", "amoadd.w a0,t1,(s0)").observes("0:a0 1:a0 x", "012 102"),
                test("AMO.max+AMO.or", "amomax.w a0,t1,(s0)", "amoor.w a0,t2,(s0)")
                        .observes("0:a0 1:a0 x", "013 202"),
                test("AMO+store", "amoadd.w a0,t1,(s0)", W2_X).observes("0:a0 x", "02 23"),
                test("AMO.xor+store", "amoxor.w a0,t1,(s0)", W2_X).observes("0:a0 x", "02 23"),
                test("AMO+byte", "amoadd.w zero,t1,(s0)", "sb t1,1(s0)").observes("x", "257"),
                test("AMO.d+AMO.w", "slli t3,t1,32;amoadd.d zero,t3,(s0)", "amoadd.w zero,t1,(s0)")
                        .observes("x", "1"),
                test("AMO.and.d+store", "li t3,-1;amoand.d zero,t3,(s0)", W_X).observes("x", "1"),
                test("LRSC+store", "lr.w a0,(s0);sc.w a1,t1,(s0)", W2_X).observes("0:a0 0:a1 x", "002 012 201 212"),
                test("LRSC+LRSC", "lr.w a0,(s0);sc.w a1,t1,(s0)", "lr.w a0,(s0);sc.w a1,t2,(s0)")
                        .observes("0:a1 1:a1 x", "001 002 011 102 110"),
                test("LRSC+same value", reservation, W_Y + W_W + "sw zero,0(s0)")
                        .observes(seen, unbroken),
                test("LRSC+same value by AMO", reservation, W_Y + W_W + "amoswap.w zero,zero,(s0)")
                        .observes(seen, unbroken),
                test("LRSC+there and back", reservation, W_Y + W_W + W2_X + ";sw zero,0(s0)")
                        .observes(seen, unbroken));
    }

    /** All of them. */
    static List<Litmus> all() {
        return List.of(mp(), sb(), lb(), s(), r(), twoWritesEach(), three(), four(), coherence(), atomicity()).stream()
                .flatMap(List::stream)
                .toList();
    }
}
