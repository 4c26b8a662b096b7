// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Hart;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The wires from an interrupt controller to the external interrupt lines of the harts, MEIP and SEIP. Runs after every change of the
 * controller, under its lock.
 */
final class ExternalInterrupts implements Runnable {

    /** What a controller has to say to a hart. */
    @FunctionalInterface
    interface Output {
        /** Whether the external interrupt of M-mode, or else of S-mode, is asserted. */
        boolean of(int hart, boolean machine);
    }

    private final List<Hart> harts;
    private final IntConsumer wake;
    private final Output output;
    private final boolean[] asserted;

    /**
     * Wires the harts.
     *
     * @param wake told the index of a hart whose line rose
     */
    ExternalInterrupts(List<Hart> harts, IntConsumer wake, Output output) {
        this.harts = harts;
        this.wake = wake;
        this.output = output;
        this.asserted = new boolean[2 * harts.size()];
    }

    @Override
    public void run() {
        for (int line = 0; line < asserted.length; line++) {
            int hart = line / 2;
            boolean machine = line % 2 == 0;
            boolean level = output.of(hart, machine);
            if (level != asserted[line]) {
                asserted[line] = level;
                harts.get(hart).setInterrupt(machine ? Hart.MEIP : Hart.SEIP, level);
                if (level) {
                    wake.accept(hart);
                }
            }
        }
    }
}
