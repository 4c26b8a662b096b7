// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.IncomingMsiController;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The box between those who send messages and the interrupt files of a hart. */
class ImsicTest {
    private static final int MACHINE = IncomingMsiController.MACHINE;

    private final List<String> woken = new ArrayList<>();
    private final Imsic imsic = new Imsic(2, () -> woken.add("hart"));

    @Test
    void messagesReachTheirFileWhenTheyAreAbsorbed() {
        for (int file : new int[] {0, 1, 2, MACHINE}) {
            open(file);
            imsic.send(file, identity(file));
        }
        assertThat(woken).hasSize(4);
        assertThat(imsic.signals()).isZero();
        assertThat(imsic.top(1)).isZero();
        imsic.absorb();
        assertThat(imsic.signals()).isEqualTo(0b111);
        assertThat(imsic.machineSignal()).isTrue();
        for (int file : new int[] {0, 1, 2, MACHINE}) {
            assertThat(imsic.top(file) >>> 16).isEqualTo(identity(file));
        }
    }

    @Test
    void signalsFollowClaimsAndRegisters() {
        open(1);
        open(MACHINE);
        imsic.send(1, 100);
        imsic.send(MACHINE, 100);
        imsic.absorb();
        imsic.claim(1);
        assertThat(imsic.signals()).isZero();
        imsic.write(1, 0x82, 1L << 36);
        assertThat(imsic.signals()).isEqualTo(0b10);
        imsic.write(MACHINE, 0x70, 0);
        assertThat(imsic.machineSignal()).isFalse();
    }

    @Test
    void whatIsNoIdentityIsNoMessage() {
        for (int identity : new int[] {0, -1, 256, 2047, Integer.MAX_VALUE}) {
            imsic.send(1, identity);
        }
        assertThat(woken).isEmpty();
    }

    @Test
    void aPageBelongsToAFileOrToNone() {
        ImsicPages pages = ImsicPages.ofSupervisor(List.of(new Imsic(2, () -> {}), imsic));
        assertThat(pages.size()).isEqualTo(2 * 4 * 4096);
        for (int file = 0; file < 3; file++) {
            open(file);
            pages.write((4 + file) * 4096L, 4, 110);
        }
        pages.write(7 * 4096L, 4, 110);
        pages.write(5 * 4096L + 8, 4, 111);
        pages.write(8 * 4096L, 4, 110);
        pages.write(-4, 4, 110);
        assertThat(woken).hasSize(3);
        imsic.absorb();
        assertThat(imsic.signals()).isEqualTo(0b111);
        assertThat(pages.read(4 * 4096L, 4)).isZero();
    }

    @Test
    void pagesOfMachineModeFollowOneAnother() {
        ImsicPages pages = ImsicPages.ofMachine(List.of(new Imsic(2, () -> {}), imsic));
        assertThat(pages.size()).isEqualTo(2 * 4096);
        open(MACHINE);
        pages.write(4096 + 4, 4, 110 << 24);
        imsic.absorb();
        assertThat(imsic.top(MACHINE) >>> 16).isEqualTo(110);
        assertThat(imsic.signals()).isZero();
    }

    @Test
    void aSavedFileIsRestoredWithItsSignal() {
        ImsicPages pages = ImsicPages.ofSupervisor(List.of(imsic));
        List<Long> closed = new ArrayList<>();
        pages.save(closed::add);
        open(2);
        imsic.send(2, 100);
        List<Long> open = new ArrayList<>();
        pages.save(open::add);
        imsic.send(2, 120);
        pages.restore(closed.iterator()::next);
        imsic.absorb();
        assertThat(imsic.signals()).isZero();
        assertThat(imsic.read(2, 0x82)).isZero();
        pages.restore(open.iterator()::next);
        assertThat(imsic.signals()).isEqualTo(0b100);
    }

    private static int identity(int file) {
        return file == MACHINE ? 110 : 100 + file;
    }

    /** Delivers identities from 64 to 127. */
    private void open(int file) {
        imsic.write(file, 0x70, 1);
        imsic.write(file, 0xc2, -1);
    }
}
