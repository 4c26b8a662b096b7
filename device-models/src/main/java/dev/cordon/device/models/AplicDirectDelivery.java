// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The interrupt delivery control (IDC) structures of a domain, one for each hart (AIA, "Interrupt delivery directly by the APLIC"). */
final class AplicDirectDelivery {
    /** Bytes of an IDC structure. */
    static final int SIZE = 0x20;

    private static final int IDELIVERY = 0x00;
    private static final int IFORCE = 0x04;
    private static final int ITHRESHOLD = 0x08;
    private static final int TOPI = 0x18;
    private static final int CLAIMI = 0x1c;

    private static final int THRESHOLD = 0xff;

    private final AplicSources sources;
    private final boolean[] delivery;
    private final boolean[] force;
    private final int[] threshold;

    AplicDirectDelivery(AplicSources sources, int harts) {
        this.sources = sources;
        this.delivery = new boolean[harts];
        this.force = new boolean[harts];
        this.threshold = new int[harts];
    }

    int harts() {
        return delivery.length;
    }

    /** The interrupt signal to a hart, if the domain delivers at all. */
    boolean signal(int hart) {
        return delivery[hart] && (force[hart] || top(hart) != 0);
    }

    int read(int offset) {
        int hart = offset / SIZE;
        if (hart >= harts()) {
            return 0;
        }
        return switch (offset % SIZE) {
            case IDELIVERY -> delivery[hart] ? 1 : 0;
            case IFORCE -> force[hart] ? 1 : 0;
            case ITHRESHOLD -> threshold[hart];
            case TOPI -> top(hart);
            case CLAIMI -> claim(hart);
            default -> 0;
        };
    }

    void write(int offset, int value) {
        int hart = offset / SIZE;
        if (hart >= harts()) {
            return;
        }
        switch (offset % SIZE) {
            case IDELIVERY -> delivery[hart] = (value & 1) != 0;
            case IFORCE -> force[hart] = (value & 1) != 0;
            case ITHRESHOLD -> threshold[hart] = value & THRESHOLD;
            default -> {
                // read-only or reserved
            }
        }
    }

    /** The pending and enabled source of highest priority for a hart, in bits 25:16, with its priority number in bits 7:0; or 0. */
    private int top(int hart) {
        int best = 0;
        int bestPriority = threshold[hart] == 0 ? THRESHOLD + 1 : threshold[hart];
        for (int word = 0; word < sources.words(); word++) {
            int candidates = sources.pendingWord(word) & sources.enabledWord(word);
            for (; candidates != 0; candidates &= candidates - 1) {
                int source = 32 * word + Integer.numberOfTrailingZeros(candidates);
                int target = sources.target(source);
                if (AplicSources.hart(target) == hart && AplicSources.priority(target) < bestPriority) {
                    best = source;
                    bestPriority = AplicSources.priority(target);
                }
            }
        }
        return best == 0 ? 0 : best << 16 | bestPriority;
    }

    private int claim(int hart) {
        int top = top(hart);
        if (top == 0) {
            force[hart] = false;
        } else {
            sources.clearPending(top >>> 16);
        }
        return top;
    }

    void save(LongConsumer writer) {
        for (int hart = 0; hart < harts(); hart++) {
            writer.accept(delivery[hart] ? 1 : 0);
            writer.accept(force[hart] ? 1 : 0);
            writer.accept(threshold[hart]);
        }
    }

    void restore(LongSupplier reader) {
        for (int hart = 0; hart < harts(); hart++) {
            write(hart * SIZE + IDELIVERY, (int) reader.getAsLong());
            write(hart * SIZE + IFORCE, (int) reader.getAsLong());
            write(hart * SIZE + ITHRESHOLD, (int) reader.getAsLong());
        }
    }
}
