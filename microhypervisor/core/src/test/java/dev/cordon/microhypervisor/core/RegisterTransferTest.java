// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.HartState;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each group carries its registers and no others, and what comes back is made legal. */
class RegisterTransferTest {
    private static final long MARK = 0x7777_0000_0000_0000L;

    /** The words of each group, as {@link Utcb} says. */
    private static final Map<Integer, Set<Integer>> WORDS = Map.of(
            RegisterGroup.PC, Set.of(Utcb.PC, Utcb.PRIVILEGE),
            RegisterGroup.TRAP, Set.of(Utcb.SCAUSE, Utcb.STVAL, Utcb.HTVAL, Utcb.HTINST),
            RegisterGroup.ARGUMENTS, range(Utcb.X + 10, Utcb.X + 17),
            RegisterGroup.GENERAL, range(Utcb.X, Utcb.X + 31),
            RegisterGroup.FLOAT, range(Utcb.F, Utcb.F + 32),
            RegisterGroup.SUPERVISOR, range(Utcb.VSSTATUS, Utcb.VSATP),
            RegisterGroup.TIMER, Set.of(Utcb.VSTIMECMP, Utcb.HTIMEDELTA),
            RegisterGroup.INTERRUPTS, Set.of(Utcb.HVIP),
            RegisterGroup.CONFIGURATION, range(Utcb.HEDELEG, Utcb.HCOUNTEREN));

    private final HartState state = VcpuReset.state();
    private final Utcb message = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));

    private static Set<Integer> range(int first, int last) {
        Set<Integer> all = new TreeSet<>();
        for (int i = first; i <= last; i++) {
            all.add(i);
        }
        return all;
    }

    private void markMessage() {
        for (int i = 0; i < Utcb.WORDS; i++) {
            message.word(i, MARK + i);
        }
    }

    @Test
    void aGroupWritesItsWordsAndNoOthers() {
        WORDS.forEach((group, words) -> {
            markMessage();
            RegisterTransfer.write(state, message, group);
            Set<Integer> written = new TreeSet<>();
            for (int i = 0; i < Utcb.WORDS; i++) {
                if (message.word(i) != MARK + i) {
                    written.add(i);
                }
            }
            assertThat(written).as("group %x", group).isEqualTo(new TreeSet<>(words));
        });
    }

    @Test
    void whatIsWrittenIsReadBack() {
        state.pc = 0x1234;
        state.privilege = 1;
        for (int i = 1; i < 32; i++) {
            state.x[i] = 100L + i;
        }
        for (int i = 0; i < 32; i++) {
            state.f[i] = 200L + i;
        }
        state.fcsr(0x61);
        state.vsstatus = 1 << 18 | 1 << 8;
        state.mie = 1 << 6;
        state.vstvec = 0x1001;
        state.vsscratch = 5;
        state.vsepc = 0x2002;
        state.vscause = 9;
        state.vstval = 10;
        state.vsatp = 9L << 60 | 0x1234;
        state.vstimecmp = 11;
        state.htimedelta = 12;
        state.hvip = 1 << 2;
        state.hedeleg = 1 << 8;
        state.hcounteren = 2;
        RegisterTransfer.write(state, message, RegisterGroup.ALL);
        HartState copy = VcpuReset.state();
        RegisterTransfer.read(copy, message, RegisterGroup.ALL);
        for (int i = 1; i < 32; i++) {
            assertThat(copy.x[i]).isEqualTo(100 + i);
        }
        assertThat(copy.f).containsExactly(state.f);
        assertThat(copy.fcsr()).isEqualTo(0x61);
        Utcb again = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));
        RegisterTransfer.write(copy, again, RegisterGroup.ALL & ~RegisterGroup.TRAP);
        RegisterTransfer.write(state, message, RegisterGroup.TRAP); // not read back
        for (int i = 0; i < Utcb.WORDS; i++) {
            boolean trap = i >= Utcb.SCAUSE && i <= Utcb.HTINST;
            assertThat(again.word(i)).as("word %d", i).isEqualTo(trap ? 0 : message.word(i));
        }
    }

    @Test
    void whatIsNotInAGroupStays() {
        RegisterTransfer.write(state, message, RegisterGroup.ALL);
        long[] before = words(state);
        markMessage();
        RegisterTransfer.read(state, message, 0);
        RegisterTransfer.read(state, message, RegisterGroup.TRAP);
        assertThat(words(state)).containsExactly(before);
        RegisterTransfer.read(state, message, RegisterGroup.ARGUMENTS);
        assertThat(state.x[9]).isZero();
        assertThat(state.x[10]).isEqualTo(MARK + Utcb.X + 10);
        assertThat(state.x[17]).isEqualTo(MARK + Utcb.X + 17);
        assertThat(state.x[18]).isZero();
        RegisterTransfer.read(state, message, RegisterGroup.GENERAL);
        assertThat(state.x[0]).isZero();
        assertThat(state.x[1]).isEqualTo(MARK + Utcb.X + 1);
        assertThat(state.x[31]).isEqualTo(MARK + Utcb.X + 31);
    }

    private static long[] words(HartState state) {
        Utcb all = new Utcb(Arena.ofAuto().allocate(Utcb.BYTES, 8));
        RegisterTransfer.write(state, all, RegisterGroup.ALL);
        long[] words = new long[Utcb.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = all.word(i);
        }
        return words;
    }

    @Test
    void whatComesBackIsMadeLegal() {
        for (int i = Utcb.BODY; i < Utcb.WORDS; i++) {
            message.word(i, -1);
        }
        message.word(Utcb.VSATP, 9L << 60 | 1);
        RegisterTransfer.read(state, message, RegisterGroup.ALL);
        assertThat(state.pc).isEqualTo(-2);
        assertThat(state.privilege).isEqualTo(1);
        assertThat(state.vsstatus).isEqualTo(1 << 1 | 1 << 5 | 1 << 8 | 3 << 13 | 1 << 18 | 1 << 19);
        assertThat(state.vstvec).isEqualTo(-3);
        assertThat(state.vsepc).isEqualTo(-2);
        assertThat(state.hvip).isEqualTo(Vcpu.VIRTUAL_INTERRUPTS);
        assertThat(state.mie).isEqualTo(Vcpu.VIRTUAL_INTERRUPTS);
        assertThat(state.hideleg).isEqualTo(Vcpu.VIRTUAL_INTERRUPTS);
        assertThat(state.hedeleg).isEqualTo(VcpuReset.DELEGABLE);
        assertThat(state.henvcfg).isEqualTo(VcpuReset.ENVIRONMENT);
        assertThat(state.hcounteren).isEqualTo(7);
        for (long mode : new long[] {1, 7, 10, 15}) {
            message.word(Utcb.VSATP, mode << 60 | 2);
            RegisterTransfer.read(state, message, RegisterGroup.SUPERVISOR);
            assertThat(state.vsatp).isEqualTo(9L << 60 | 1);
        }
        for (long mode : new long[] {0, 8, 9}) {
            message.word(Utcb.VSATP, mode << 60 | 2);
            RegisterTransfer.read(state, message, RegisterGroup.SUPERVISOR);
            assertThat(state.vsatp).isEqualTo(mode << 60 | 2);
        }
    }

    @Test
    void anInterruptThatIsNotDelegatedIsNotEnabled() {
        message.word(Utcb.VSIE, Vcpu.VIRTUAL_INTERRUPTS >>> 1);
        message.word(Utcb.HIDELEG, 1 << 6);
        state.mie = 1 << 7; // the machine's stay as they are
        RegisterTransfer.read(state, message, RegisterGroup.SUPERVISOR | RegisterGroup.CONFIGURATION);
        assertThat(state.mie).isEqualTo(1 << 6 | 1 << 7);
        RegisterTransfer.write(state, message, RegisterGroup.SUPERVISOR);
        assertThat(message.word(Utcb.VSIE)).isEqualTo(1 << 5);
        assertThat(message.word(Utcb.VSSTATUS) >>> 32).isEqualTo(2);
    }
}
