// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IllegalInstructionTest {
    private static final long INSTRUCTION = 0x6800_22f3; // csrr t0, hgatp
    private static final long PC = 0x8020_1234L;

    /** Fields of vsstatus that an exception leaves alone: UXL, SUM, FS. */
    private static final String OTHERS = "200046000";

    @ParameterizedTest
    @CsvSource({
        // mode, SPP, SPIE and SIE before, and after
        "0, 000, 000",
        "0, 002, 020",
        "0, 120, 000",
        "0, 122, 020",
        "1, 000, 100",
        "1, 002, 120",
        "1, 120, 100",
        "1, 122, 120",
    })
    void aVirtualInstructionIsAnIllegalOneToTheGuest(int mode, String before, String after) {
        TestGuest guest = TestGuest.started();
        Utcb utcb = guest.utcb();
        utcb.word(Utcb.PC, PC);
        utcb.word(Utcb.PRIVILEGE, mode);
        utcb.word(Utcb.STVAL, INSTRUCTION);
        utcb.word(Utcb.VSTVEC, 0x8030_0001L);
        utcb.word(Utcb.VSSTATUS, status(before));
        guest.exit(Event.VIRTUAL_INSTRUCTION);
        assertThat(guest.hypervisor.ended).isEmpty();
        assertThat(utcb.groups()).isEqualTo(RegisterGroup.PC | RegisterGroup.SUPERVISOR);
        assertThat(utcb.word(Utcb.VSSTATUS)).isEqualTo(status(after));
        assertThat(utcb.word(Utcb.VSCAUSE)).isEqualTo(2);
        assertThat(utcb.word(Utcb.VSEPC)).isEqualTo(PC);
        assertThat(utcb.word(Utcb.VSTVAL)).isEqualTo(INSTRUCTION);
        assertThat(utcb.word(Utcb.PC))
                .as("vectored or not, exceptions go to the base")
                .isEqualTo(0x8030_0000L);
        assertThat(utcb.word(Utcb.PRIVILEGE)).isEqualTo(1);
    }

    private static long status(String fields) {
        return Long.parseLong(OTHERS, 16) | Long.parseLong(fields, 16);
    }
}
