// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spelling that a reader of GNU objdump expects; encodings.txt has many more. */
class DisassemblerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00000013 | nop",
                "00500513 | li a0,5",
                "00058513 | mv a0,a1",
                "00b50533 | add a0,a0,a1",
                "fff5c513 | not a0,a1",
                "40b00533 | neg a0,a1",
                "0005851b | sext.w a0,a1",
                "0ff57513 | zext.b a0,a0",
                "00153513 | seqz a0,a0",
                "00008067 | ret",
                "00050067 | jr a0",
                "000500e7 | jalr a0",
                "008500e7 | jalr 8(a0)",
                "ff010113 | addi sp,sp,-16",
                "00113423 | sd ra,8(sp)",
                "00813083 | ld ra,8(sp)",
                "123452b7 | lui t0,0x12345",
                "00351513 | slli a0,a0,0x3",
                "0080006f | j 0x80000008",
                "ffdff0ef | jal 0x7ffffffc",
                "fe050ee3 | beqz a0,0x7ffffffc",
                "00b54463 | blt a0,a1,0x80000008",
                "30002573 | csrr a0,mstatus",
                "18051073 | csrw satp,a0",
                "10016073 | csrsi sstatus,2",
                "5c051073 | csrw 0x5c0,a0",
                "c0102573 | rdtime a0",
                "c0001073 | unimp",
                "0ff0000f | fence",
                "0330000f | fence rw,rw",
                "8330000f | fence.tso",
                "0100000f | pause",
                "0000100f | fence.i",
                "12000073 | sfence.vma",
                "12050073 | sfence.vma a0",
                "12b50073 | sfence.vma a0,a1",
                "1005a52f | lr.w a0,(a1)",
                "1ec5b52f | sc.d.aqrl a0,a2,(a1)",
                "04c5b52f | amoadd.d.aq a0,a2,(a1)",
                "02c5a52f | amoadd.w.rl a0,a2,(a1)",
                "6805c573 | hlv.w a0,(a1)",
                "6ea5c073 | hsv.d a0,(a1)",
                "0045a00f | cbo.zero (a1)",
                "02c5f553 | fadd.d fa0,fa1,fa2",
                "02c59553 | fadd.d fa0,fa1,fa2,rtz",
                "22b58553 | fmv.d fa0,fa1",
                "00008082 | ret",
                "0000853e | mv a0,a5",
                "00001141 | addi sp,sp,-16",
                "00000000 | .half 0x0000",
                "ffffffff | .word 0xffffffff",
            })
    void spellsAsObjdump(String bits, String text) {
        assertThat(Disassembler.disassemble(0x8000_0000L, Integer.parseUnsignedInt(bits, 16)))
                .isEqualTo(text);
    }
}
