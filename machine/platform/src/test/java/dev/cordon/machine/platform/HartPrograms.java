// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.util.List;

/** The {@link HartProgram}s, by what they try. */
final class HartPrograms {
    private HartPrograms() {}

    /** Sv39 tables of hart 0 for all: s7 points at a page of its own, 1 GiB pages map devices and RAM to themselves. Loads and stores go through them. */
    private static final String PAGE_TABLES = """
                li   t3, -1
                csrw pmpaddr0, t3
                li   t3, 0x1f
                csrw pmpcfg0, t3
                li   s7, VIRTUAL
                bnez s11, tables
                li   t3, ROOT
                li   t4, 0xc7
                sd   t4, 0(t3)
                li   t4, 0x200000c7
                sd   t4, 16(t3)
                li   t4, MIDDLE / 4 + 1
                sd   t4, 24(t3)
                li   t3, MIDDLE
                li   t4, LEAF / 4 + 1
                sd   t4, 0(t3)
                li   t3, LEAF
                li   t4, FRAMES / 4 + 0xc7
                sd   t4, 0(t3)
                fence rw, w
                sw   t1, 32(s9)
            tables:
                lw   t3, 32(s9)
                beqz t3, tables
                fence r, rw
                li   t3, 0x8000000000080020
                csrw satp, t3
                li   t3, 0x20800
                csrs mstatus, t3
                sfence.vma
            """;

    /** No increment is lost, no bit of another hart is touched: AMOs on both widths. */
    static final HartProgram ATOMIC_OPERATIONS = new HartProgram("atomic operations", 3000, """
                li   s7, 0x100000000
                sll  s6, t1, s11
                not  s5, s6
                addi s0, s9, 8
                addi s1, s9, 16
                addi s2, s9, 24
                addi s3, s9, 32
            round:
                amoadd.w zero, t1, (s9)
                amoadd.d zero, s7, (s0)
                li   a0, 2
                amoor.w t3, s6, (s1)
                and  t3, t3, s6
                bnez t3, exit
                li   a0, 3
                amoand.w t3, s5, (s1)
                and  t3, t3, s6
                beqz t3, exit
                amoxor.d t3, s6, (s2)
                amomaxu.w zero, s8, (s3)
                addi s8, s8, -1
                bnez s8, round
            """, """
                li   s8, ROUNDS
                mul  t3, s8, s10
                lw   t4, 0(s9)
                li   a0, 4
                bne  t3, t4, exit
                slli t3, t3, 32
                ld   t4, 8(s9)
                li   a0, 5
                bne  t3, t4, exit
                ld   t4, 24(s9)
                li   a0, 6
                bnez t4, exit
                lw   t4, 32(s9)
                li   a0, 7
                bne  t4, s8, exit
                li   a0, 0
            """);

    /** Constrained loops of LR and SC count, and make progress. */
    static final HartProgram CONSTRAINED_LOOPS = new HartProgram("constrained loops", 3000, """
                addi s0, s9, 64
            round:
                lr.w t3, (s9)
                addi t3, t3, 1
                sc.w t4, t3, (s9)
                bnez t4, round
            next:
                lr.d.aq t3, (s0)
                addi t3, t3, 1
                sc.d.rl t4, t3, (s0)
                bnez t4, next
                addi s8, s8, -1
                bnez s8, round
            """, """
                li   s8, ROUNDS
                mul  t3, s8, s10
                lw   t4, 0(s9)
                li   a0, 2
                bne  t3, t4, exit
                ld   t4, 64(s9)
                li   a0, 3
                bne  t3, t4, exit
                li   a0, 0
            """);

    /**
     * A stack of nodes whose head is changed by LR and SC: right only if SC notices that the head has been popped and pushed again.
     * Hart 0 lays out 8 nodes of 16 bytes (next, owned), the others wait for it.
     */
    static final HartProgram STACK = new HartProgram("stack", 2000, """
                addi s0, s9, 64
                bnez s11, ready
                li   t3, 8
                li   t4, 0
            node:
                sd   t4, 0(s0)
                mv   t4, s0
                addi s0, s0, 16
                addi t3, t3, -1
                bnez t3, node
                fence rw, w
                sd   t4, 0(s9)
            ready:
                ld   t3, 0(s9)
                bnez t3, round
                pause
                j    ready
            round:
                call pop
                mv   s2, a1
                call pop
                mv   s3, a1
                mv   a1, s2
                call push
                mv   a1, s3
                call push
                addi s8, s8, -1
                bnez s8, round
                j    done
            pop:
                lr.d.aq a1, (s9)
                beqz a1, pop
                ld   t4, 0(a1)
                sc.d.rl t5, t4, (s9)
                bnez t5, pop
                addi t3, a1, 8
                amoswap.w t4, t1, (t3)
                li   a0, 2
                bnez t4, exit
                ret
            push:
                addi t3, a1, 8
                amoswap.w t4, zero, (t3)
                li   a0, 3
                beqz t4, exit
            again:
                lr.d.aq t4, (s9)
                sd   t4, 0(a1)
                sc.d.rl t5, a1, (s9)
                bnez t5, again
                ret
            """, """
                li   t3, 8
                ld   t4, 0(s9)
            count:
                li   a0, 4
                beqz t4, exit
                ld   t4, 0(t4)
                addi t3, t3, -1
                bnez t3, count
                li   a0, 5
                bnez t4, exit
                li   a0, 0
            """);

    /** A lock taken by AMO, one by LR and SC and freed by a plain store, and a ticket lock, as Linux has them. */
    static final HartProgram LOCKS = new HartProgram("locks", 500, """
                addi s0, s9, 64
                addi s1, s9, 128
                addi s2, s9, 192
            round:
                amoswap.w.aq t3, t1, (s9)
                beqz t3, locked
                pause
                j    round
            locked:
                ld   t3, 8(s9)
                addi t3, t3, 1
                sd   t3, 8(s9)
                amoswap.w.rl zero, zero, (s9)
            second:
                lr.w t3, (s0)
                bnez t3, taken
                sc.w t3, t1, (s0)
                bnez t3, second
                fence r, rw
                ld   t3, 8(s0)
                addi t3, t3, 1
                sd   t3, 8(s0)
                fence rw, w
                sw   zero, 0(s0)
                j    ticket
            taken:
                pause
                j    second
            ticket:
                amoadd.w t4, t1, (s1)
            turn:
                lw   t3, 0(s2)
                beq  t3, t4, mine
                pause
                j    turn
            mine:
                fence r, rw
                ld   t3, 8(s1)
                addi t3, t3, 1
                sd   t3, 8(s1)
                fence rw, w
                addi t4, t4, 1
                sw   t4, 0(s2)
                addi s8, s8, -1
                bnez s8, round
            """, """
                li   s8, ROUNDS
                mul  t3, s8, s10
                ld   t4, 8(s9)
                li   a0, 2
                bne  t3, t4, exit
                ld   t4, 72(s9)
                li   a0, 3
                bne  t3, t4, exit
                ld   t4, 136(s9)
                li   a0, 4
                bne  t3, t4, exit
                li   a0, 0
            """);

    /** A token goes round by software interrupts; harts that do not have it sleep. What was stored before the interrupt is seen after it. */
    static final HartProgram INTERRUPTS = new HartProgram("interrupts", 300, """
                li   s0, CLINT
                slli t3, s11, 2
                add  s1, s0, t3
                addi t3, s11, 1
                blt  t3, s10, neighbour
                li   t3, 0
            neighbour:
                slli t3, t3, 2
                add  s2, s0, t3
                li   t3, 8
                csrw mie, t3
                mv   s3, s11
                beqz s11, send
            round:
                wfi
                csrr t3, mip
                andi t3, t3, 8
                beqz t3, round
                sw   zero, 0(s1)
                lw   t3, 0(s9)
                li   a0, 2
                bne  t3, s3, exit
            send:
                addi t3, s3, 1
                sw   t3, 0(s9)
                add  s3, s3, s10
                fence w, o
                sw   t1, 0(s2)
                addi s8, s8, -1
                bnez s8, round
            """, "li a0, 0\n");

    /** Each hart sets its neighbour's timer, which sleeps until then. */
    static final HartProgram TIMERS = new HartProgram("timers", 200, """
                li   s0, CLINT + 0x4000
                li   s5, CLINT + 0xbff8
                slli t3, s11, 3
                add  s1, s0, t3
                addi t3, s11, 1
                blt  t3, s10, neighbour
                li   t3, 0
            neighbour:
                slli t3, t3, 3
                add  s2, s0, t3
                li   t3, 0x80
                csrw mie, t3
                li   s4, -1
                beqz s11, send
            round:
                wfi
                csrr t3, mip
                andi t3, t3, 0x80
                beqz t3, round
                ld   t4, 0(s5)
                ld   t3, 0(s1)
                li   a0, 2
                bltu t4, t3, exit
                sd   s4, 0(s1)
            send:
                ld   t3, 0(s5)
                addi t3, t3, 100
                sd   t3, 0(s2)
                addi s8, s8, -1
                bnez s8, round
            """, "li a0, 0\n");

    /** Hart 0 replaces an instruction, the others run the new one after an interrupt and FENCE.I. */
    static final HartProgram MODIFIED_CODE = new HartProgram("modified code", 300, """
                li   s0, CLINT
                slli t3, s11, 2
                add  s1, s0, t3
                la   s2, patched
                addi s3, s9, 64
                li   s4, 0
                li   t3, 8
                csrw mie, t3
                bnez s11, other
            round:
                addi s4, s4, 1
                andi t4, s4, 0x3ff
                slli t3, t4, 20
                addi t3, t3, 0x593
                sw   t3, 0(s2)
                sw   t4, 0(s9)
                fence rw, rw
                addi t4, s10, -1
            tell:
                slli t3, t4, 2
                add  t3, t3, s0
                sw   t1, 0(t3)
                addi t4, t4, -1
                bnez t4, tell
                addi t5, s10, -1
                mulw t5, t5, s4
            wait:
                lw   t3, 0(s3)
                beq  t3, t5, next
                pause
                j    wait
            next:
                addi s8, s8, -1
                bnez s8, round
                j    done
            other:
                wfi
                csrr t3, mip
                andi t3, t3, 8
                beqz t3, other
                sw   zero, 0(s1)
                fence.i
                lw   t3, 0(s9)
            patched:
                li   a1, 0
                li   a0, 2
                bne  a1, t3, exit
                fence rw, rw
                amoadd.w zero, t1, (s3)
                addi s8, s8, -1
                bnez s8, other
            """, "li a0, 0\n");

    /**
     * Hart 0 maps a page elsewhere, the others, told by an interrupt, forget the old translation before they answer. All read through
     * Sv39 (mstatus.MPRV); 1 GiB pages map the rest to itself.
     */
    static final HartProgram SHOOTDOWN = new HartProgram("shootdown", 300, PAGE_TABLES + """
                li   s0, CLINT
                slli t3, s11, 2
                add  s1, s0, t3
                addi s3, s9, 64
                li   s4, 0
                li   t3, 8
                csrw mie, t3
                bnez s11, other
            round:
                addi s4, s4, 1
                andi t3, s4, 1
                slli t4, t3, 12
                li   t5, FRAMES
                add  t4, t4, t5
                sd   s4, 0(t4)
                srli t4, t4, 2
                ori  t4, t4, 0xc7
                li   t5, LEAF
                sd   t4, 0(t5)
                fence rw, rw
                sfence.vma
                addi t4, s10, -1
            tell:
                slli t3, t4, 2
                add  t3, t3, s0
                sw   t1, 0(t3)
                addi t4, t4, -1
                bnez t4, tell
                addi t5, s10, -1
                mulw t5, t5, s4
            wait:
                lw   t3, 0(s3)
                beq  t3, t5, next
                pause
                j    wait
            next:
                addi s8, s8, -1
                bnez s8, round
                j    done
            other:
                ld   t5, 0(s7)
                pause
                csrr t3, mip
                andi t3, t3, 8
                beqz t3, other
                sw   zero, 0(s1)
                addi s4, s4, 1
                sfence.vma s7, zero
                ld   t5, 0(s7)
                li   a0, 2
                bne  t5, s4, exit
                fence rw, rw
                amoadd.w zero, t1, (s3)
                addi s8, s8, -1
                bnez s8, other
            """, "li a0, 0\n");

    /**
     * The hart's own updates of A and D are atomic against what software does to the entry: harts 0 and 1 each flip a bit of their own
     * in it, and clear A and D, while all access the page.
     */
    static final HartProgram ACCESSED_AND_DIRTY = new HartProgram("accessed and dirty", 2000, PAGE_TABLES + """
                li   t3, 0x2000000000000000
                csrs menvcfg, t3
                li   s0, LEAF
                addi t3, s11, 8
                sll  s1, t1, t3
                li   s2, -193
                li   s3, 0
            round:
                sfence.vma s7, zero
                andi t3, s8, 1
                beqz t3, load
                sd   s8, 0(s7)
                j    accessed
            load:
                ld   t3, 0(s7)
            accessed:
                li   t3, 2
                bge  s11, t3, next
                amoxor.d t4, s1, (s0)
                and  t4, t4, s1
                li   a0, 2
                bne  t4, s3, exit
                xor  s3, s3, s1
                amoand.d zero, s2, (s0)
            next:
                addi s8, s8, -1
                bnez s8, round
            """, """
                sfence.vma
                sd   zero, 0(s7)
                li   t3, LEAF
                ld   t3, 0(t3)
                andi t3, t3, 0xc0
                li   t4, 0xc0
                li   a0, 3
                bne  t3, t4, exit
                li   a0, 0
            """);

    /** All of them. */
    static final List<HartProgram> ALL = List.of(
            ATOMIC_OPERATIONS,
            CONSTRAINED_LOOPS,
            STACK,
            LOCKS,
            INTERRUPTS,
            TIMERS,
            MODIFIED_CODE,
            SHOOTDOWN,
            ACCESSED_AND_DIRTY,
            RemappedCode.PROGRAM);
}
