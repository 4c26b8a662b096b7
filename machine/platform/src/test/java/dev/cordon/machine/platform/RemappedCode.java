// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

/**
 * Harts call a function through page tables, again and again, while hart 0 changes what it answers: in turns it maps another page with another function there, and replaces the function in
 * its page. Each time it has the others fence by an interrupt and waits for them. Who has fenced must not get an older answer.
 */
final class RemappedCode {
    private static final String EACH = """
                li   t3, -1
                csrw pmpaddr0, t3
                li   t3, 0x1f
                csrw pmpcfg0, t3
                li   s0, CLINT
                li   s7, VIRTUAL
                addi s3, s9, 64
                addi s2, s9, 128
                li   s4, 0
                bnez s11, other
                li   t3, ROOT
                li   t4, 0xc7
                sd   t4, 0(t3)
                li   t4, 0x200000cf
                sd   t4, 16(t3)
                li   t4, MIDDLE / 4 + 1
                sd   t4, 24(t3)
                li   t3, MIDDLE
                li   t4, LEAF / 4 + 1
                sd   t4, 0(t3)
                li   s5, FRAMES
                li   t3, 0x0000806700000513
                sd   t3, 0(s5)
                srli t3, s5, 2
                ori  t3, t3, 0xcf
                li   s6, LEAF
                sd   t3, 0(s6)
                fence rw, rw
                sw   t1, 32(s9)
            round:
                addi s4, s4, 1
                slli t3, s4, 20
                ori  t3, t3, 0x513
                andi t4, s4, 1
                beqz t4, patch
                li   t4, 0x1000
                xor  s5, s5, t4
                li   t4, 0x8067
                slli t4, t4, 32
                or   t3, t3, t4
                sd   t3, 0(s5)
                srli t3, s5, 2
                ori  t3, t3, 0xcf
                sd   t3, 0(s6)
                j    changed
            patch:
                sw   t3, 0(s5)
            changed:
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
                fence rw, rw
                sw   s4, 0(s2)
                addi s8, s8, -1
                bnez s8, round
                j    done
            trap:
                csrr t5, mcause
                bgez t5, done
                slli t5, s11, 2
                add  t5, t5, s0
                sw   zero, 0(t5)
                fence rw, rw
                FENCES
                amoadd.w.aqrl zero, t1, (s3)
                mret
            other:
                lw   t3, 32(s9)
                beqz t3, other
                fence r, rw
                la   t3, trap
                csrw mtvec, t3
                li   t3, 8
                csrw mie, t3
                li   t3, 0x8000000000080020
                csrw satp, t3
                li   t3, 0x1800
                csrc mstatus, t3
                li   t3, 0x800
                csrs mstatus, t3
                la   t3, call
                csrw mepc, t3
                mret
            call:
                lw   s5, 0(s2)
                fence r, rw
                jalr ra, (s7)
                fence rw, rw
                lw   s6, 0(s2)
                mv   t3, a0
                li   a0, 2
                bltu t3, s5, exit
                addi s6, s6, 1
                li   a0, 3
                bltu s6, t3, exit
                ble  s6, s8, call
                ecall
            """;

    /** At most 2,000 rounds, for an answer has 11 bits. */
    static final HartProgram PROGRAM = withFences("sfence.vma\n fence.i");

    private RemappedCode() {}

    /** The same with other fences. */
    static HartProgram withFences(String fences) {
        return new HartProgram("remapped code", 1000, EACH.replace("FENCES", fences), "li a0, 0\n");
    }
}
