# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# A guest that breaks in: it reads the first bytes beyond its own memory, which belong to somebody else. It never gets to
# print what it found.

        .equ    MEMORY_END, 0x80400000  # 4 MiB of memory from 0x80000000

main:   mv      s0, ra
        la      a0, intent
        call    print
        li      a0, TENTH * 2
        call    sleep
        li      t0, MEMORY_END
        ld      t1, 0(t0)               # the guest space maps nothing here
        la      a0, success
        call    print
        mv      ra, s0
        ret

intent: .asciz  "I have 4 MiB of memory, and I will read what lies behind them.\n"
success: .asciz "I read it! The isolation is broken.\n"
