// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The controller against the specification's words put down as directly as possible: one state for each source. */
class PlicProperties {

    private static final int SOURCES = 40;
    private static final int CONTEXTS = 3;

    /** Where a source's gateway and request are. */
    private enum Request {
        NONE,
        PENDING,
        CLAIMED
    }

    /** The reference: slow and plain. */
    private static final class Reference {
        private final Request[] request = new Request[SOURCES + 1];
        private final boolean[] level = new boolean[SOURCES + 1];
        private final int[] priority = new int[SOURCES + 1];
        private final boolean[][] enabled = new boolean[CONTEXTS][SOURCES + 1];
        private final int[] threshold = new int[CONTEXTS];

        private Reference() {
            Arrays.fill(request, Request.NONE);
        }

        private void setLevel(int source, boolean asserted) {
            level[source] = asserted;
            if (asserted && request[source] == Request.NONE) {
                request[source] = Request.PENDING;
            }
        }

        /** The request that a claim would take: highest priority, then lowest number; 0 if none. */
        private int best(int context) {
            return IntStream.rangeClosed(1, SOURCES)
                    .filter(source ->
                            request[source] == Request.PENDING && enabled[context][source] && priority[source] > 0)
                    .boxed()
                    .max((a, b) -> priority[a] != priority[b] ? priority[a] - priority[b] : b - a)
                    .orElse(0);
        }

        private boolean output(int context) {
            int best = best(context);
            return best != 0 && priority[best] > threshold[context];
        }

        private int claim(int context) {
            int source = best(context);
            if (source != 0) {
                request[source] = Request.CLAIMED;
            }
            return source;
        }

        private void complete(int context, int source) {
            if (enabled[context][source] && request[source] == Request.CLAIMED) {
                request[source] = level[source] ? Request.PENDING : Request.NONE;
            }
        }
    }

    @Property(tries = 300)
    void everyHistoryShowsWhatTheReferenceShows(@ForAll long seed) {
        Random random = new Random(seed);
        Plic plic = new Plic(SOURCES, CONTEXTS);
        Reference reference = new Reference();
        for (int step = 0; step < 300; step++) {
            int source = 1 + random.nextInt(SOURCES);
            int context = random.nextInt(CONTEXTS);
            long contextRegisters = 0x20_0000 + context * 0x1000L;
            switch (random.nextInt(6)) {
                case 0 -> {
                    boolean asserted = random.nextBoolean();
                    plic.setLevel(source, asserted);
                    reference.setLevel(source, asserted);
                }
                case 1 -> {
                    int priority = random.nextInt(8);
                    plic.write(source * 4L, 4, priority);
                    reference.priority[source] = priority;
                }
                case 2 -> {
                    long register = 0x2000 + context * 0x80L + source / 32 * 4L;
                    plic.write(register, 4, plic.read(register, 4) ^ 1L << (source % 32));
                    reference.enabled[context][source] ^= true;
                }
                case 3 -> {
                    int threshold = random.nextInt(8);
                    plic.write(contextRegisters, 4, threshold);
                    reference.threshold[context] = threshold;
                }
                case 4 -> assertThat(plic.read(contextRegisters + 4, 4)).isEqualTo(reference.claim(context));
                default -> {
                    plic.write(contextRegisters + 4, 4, source);
                    reference.complete(context, source);
                }
            }
            compare(plic, reference);
        }
    }

    private static void compare(Plic plic, Reference reference) {
        for (int context = 0; context < CONTEXTS; context++) {
            assertThat(plic.output(context)).isEqualTo(reference.output(context));
        }
        for (int source = 1; source <= SOURCES; source++) {
            boolean pending = (plic.read(0x1000 + source / 32 * 4L, 4) >>> (source % 32) & 1) != 0;
            assertThat(pending).isEqualTo(reference.request[source] == Request.PENDING);
        }
    }
}
