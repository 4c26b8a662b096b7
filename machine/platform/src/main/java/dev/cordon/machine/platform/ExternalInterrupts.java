// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.Plic;
import dev.cordon.machine.engine.Hart;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The wires from the PLIC's contexts to the external interrupt lines of the harts: context 2n to hart n's MEIP, context
 * 2n + 1 to its SEIP. Runs after every change of the PLIC, under its lock.
 */
final class ExternalInterrupts implements Runnable {

    private final Plic plic;
    private final List<Hart> harts;
    private final IntConsumer wake;
    private final boolean[] asserted;

    /**
     * Wires the harts.
     *
     * @param wake told the index of a hart whose line rose
     */
    ExternalInterrupts(Plic plic, List<Hart> harts, IntConsumer wake) {
        this.plic = plic;
        this.harts = harts;
        this.wake = wake;
        this.asserted = new boolean[plic.contexts()];
    }

    @Override
    public void run() {
        for (int context = 0; context < asserted.length; context++) {
            boolean level = plic.output(context);
            if (level != asserted[context]) {
                asserted[context] = level;
                int hart = context / 2;
                harts.get(hart).setInterrupt(context % 2 == 0 ? Hart.MEIP : Hart.SEIP, level);
                if (level) {
                    wake.accept(hart);
                }
            }
        }
    }
}
