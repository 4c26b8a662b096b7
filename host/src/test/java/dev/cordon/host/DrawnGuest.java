// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.isa.Assembler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A guest that takes one action after another from a table, again and again, each of its harts from another place on. What a hart is told or can measure it writes to its part of the
 * second MiB of memory.
 */
final class DrawnGuest {
    static final long FOR_EVER = -1;

    private static final long BASE = 0x8000_0000L;
    private static final int ACTIONS = 512;
    private static final long PRINT = 0x1F01;

    private static final String CODE = """
            _start: li      s11, 0
                    li      s1, 1
            launch: li      t0, VCPUS               # SBI hart state: start
                    bge     s1, t0, begin
                    mv      a0, s1
                    la      a1, entry
                    li      a6, 0
                    li      a7, 0x48534d
                    ecall
                    addi    s1, s1, 1
                    j       launch
            entry:  mv      s11, a0
            begin:  la      t0, trap
                    csrw    stvec, t0
                    slli    t0, s11, 17
                    li      s10, 0x80100000         # what is written down, of each hart
                    add     s10, s10, t0
                    li      t0, 0x20000
                    add     s9, s10, t0
                    mv      s0, s10
                    li      s1, 0x10000000          # UART
                    la      s2, table
                    slli    t0, s11, 10
                    add     s2, s2, t0
                    la      s3, end
                    li      s4, 0
                    li      t0, 34                  # sie.STIE, SSIE
                    csrw    sie, t0
                    la      t0, life
                    ld      s8, 0(t0)
            next:   addi    s8, s8, -1
                    beqz    s8, off
                    rdtime  s5
                    bne     s2, s3, more
                    la      s2, table
            more:   ld      s6, 0(s2)
                    addi    s2, s2, 8
                    srli    s7, s6, 8
                    andi    t1, s6, 15
                    beqz    t1, spin
                    addi    t1, t1, -1
                    beqz    t1, print
                    addi    t1, t1, -1
                    beqz    t1, ask
                    addi    t1, t1, -1
                    beqz    t1, device
                    addi    t1, t1, -1
                    beqz    t1, sleep
                    addi    t1, t1, -1
                    beqz    t1, alarm
                    addi    t1, t1, -1
                    beqz    t1, plic
                    addi    t1, t1, -1
                    beqz    t1, wake
                    addi    t1, t1, -1
                    beqz    t1, fence
                    addi    t1, t1, -1
                    beqz    t1, status
                    addi    t1, t1, -1
                    beqz    t1, share
                    li      t1, 0x1ffff8            # memory beyond what it writes down
                    and     t0, s7, t1
                    li      t1, 0x80200000
                    add     t0, t0, t1
                    ld      a0, 0(t0)
                    add     a0, a0, s6
                    sd      a0, 0(t0)
                    j       note
            spin:   li      t1, 4095
                    and     t0, s7, t1
            spins:  addi    t0, t0, -1
                    bgtz    t0, spins
                    j       note
            print:  andi    a0, s7, 31              # debug console: write
                    la      a1, text
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x4442434e
                    ecall
                    j       note
            ask:    andi    a0, s7, 63              # base: whether there is an extension, and others
                    andi    a6, s7, 7
                    li      a7, 16
                    ecall
                    j       note
            device: lbu     a0, 5(s1)               # UART
                    lbu     a1, 2(s1)
                    li      t0, 'u'
                    sb      t0, 0(s1)
                    j       note
            sleep:  li      t1, 32767
                    and     t0, s7, t1
                    rdtime  t1
                    add     t1, t1, t0
                    csrw    stimecmp, t1
                    wfi
                    csrci   sip, 2
                    li      t1, -1
                    csrw    stimecmp, t1
                    j       note
            alarm:  li      t1, 2047                # an interrupt while it spins, by the SBI's timer
                    and     t0, s7, t1
                    rdtime  a0
                    add     a0, a0, t0
                    li      a6, 0
                    li      a7, 0x54494d45
                    ecall
                    csrsi   sstatus, 2
                    li      t0, 1500
            waits:  addi    t0, t0, -1
                    bgtz    t0, waits
                    csrci   sstatus, 2
                    j       note
            plic:   li      t0, 0x0c002000
                    lw      a0, 0(t0)
                    sw      s7, 0(t0)
                    lw      a1, 0(t0)
                    j       note
            wake:   andi    a0, s7, 15              # an IPI to some harts
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x735049
                    ecall
                    j       note
            fence:  andi    a0, s7, 15              # SFENCE.VMA of some harts
                    li      a1, 0
                    li      a2, 0
                    li      a3, -1
                    li      a6, 1
                    li      a7, 0x52464e43
                    ecall
                    j       note
            status: andi    a0, s7, 7               # whether a hart has been started
                    li      a6, 2
                    li      a7, 0x48534d
                    ecall
                    j       note
            share:  la      t0, shared              # with the other harts
                    amoadd.d a0, s7, (t0)
            note:   rdtime  t0
                    sd      s5, 0(s0)
                    sd      t0, 8(s0)
                    sd      a0, 16(s0)
                    sd      a1, 24(s0)
                    csrr    t0, sip
                    sd      t0, 32(s0)
                    sd      s4, 40(s0)
                    sd      s6, 48(s0)
                    addi    s0, s0, 56
                    addi    t0, s0, 56
                    bltu    t0, s9, next
                    mv      s0, s10
                    j       next

                    .balign 4
            trap:   addi    s4, s4, 1
                    csrci   sip, 2
                    li      t6, -1
                    csrw    stimecmp, t6
                    csrr    t6, scause
                    bltz    t6, back
                    csrr    t6, sepc
                    addi    t6, t6, 4
                    csrw    sepc, t6
            back:   sret
            off:    li      a0, 0                   # system reset: shutdown
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
            text:   .ascii  "the quick brown fox jumps over..\\n"
                    .balign 8
            life:   .dword  LIFE
            shared: .dword  0
            table:
            TABLE
            end:    .dword  0
            """;

    private DrawnGuest() {}

    /**
     * An executable with one hart; all are of the same size.
     *
     * @param seed what the actions are drawn from
     * @param actions after how many it powers itself off
     */
    static byte[] of(long seed, long actions) {
        return of(seed, actions, 1);
    }

    /** One with up to four harts. */
    static byte[] of(long seed, long actions, int harts) {
        return executable(
                new Random(seed)
                        .longs(ACTIONS, 0, 1L << 40)
                        .mapToObj(action -> ".dword " + action)
                        .collect(Collectors.joining("\n")),
                actions,
                harts);
    }

    /** One that does nothing but print. */
    static byte[] thatPrints(long actions) {
        return executable((".dword " + PRINT + "\n").repeat(ACTIONS), actions, 1);
    }

    private static byte[] executable(String table, long actions, int harts) {
        String source = CODE.replace("TABLE", table)
                .replace("LIFE", Long.toString(actions))
                .replace("VCPUS", Integer.toString(harts));
        byte[] content = Assembler.parse("guest", BASE, source).bytes();
        ByteBuffer file = ByteBuffer.allocate(0x1000 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c_457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putLong(BASE);
        file.putLong(64).putLong(0).putInt(0).putShort((short) 64);
        file.putShort((short) 56).putShort((short) 1).position(64);
        file.putInt(1).putInt(7).putLong(0x1000).putLong(BASE).putLong(BASE);
        file.putLong(content.length).putLong(content.length).putLong(0x1000);
        return file.put(0x1000, content).array();
    }
}
