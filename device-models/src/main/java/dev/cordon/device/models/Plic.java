// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A platform-level interrupt controller (RISC-V PLIC specification 1.0.0), in the layout of {@code sifive,plic-1.0.0}.
 *
 * <p>Sources are numbered from 1; every source has a level-triggered gateway. Contexts (a privilege mode of a hart)
 * are numbered from 0; each has enable bits, a threshold, a claim/complete register and an output. All registers are
 * 32 bits wide and are accessed as naturally aligned words.
 */
public final class Plic implements DeviceModel {

    /** Bytes of address space that the whole register map of the specification takes. */
    public static final long SIZE = 0x400_0000;

    /** The largest number of sources (section "Memory Map"). */
    public static final int MAX_SOURCES = 1023;

    /** The largest number of contexts (section "Memory Map"). */
    public static final int MAX_CONTEXTS = 15872;

    /** The largest priority; priority and threshold registers keep three bits. */
    public static final int MAX_PRIORITY = 7;

    private static final int PENDING = 0x1000;
    private static final int ENABLES = 0x2000;
    private static final int ENABLES_STRIDE = 0x80;
    private static final int CONTEXTS = 0x20_0000;
    private static final int CONTEXTS_STRIDE = 0x1000;
    private static final int THRESHOLD = 0;
    private static final int CLAIM = 4;

    private final int sources;
    private final int contexts;

    /** Number of 32-bit words that hold a bit for each source, source 0 included. */
    private final int words;

    private final int[] priority;

    /** The interrupt lines as the devices drive them. */
    private final int[] level;

    /** Requests that wait to be claimed. */
    private final int[] pending;

    /** Sources whose gateway waits for a completion: the request is pending or being served. */
    private final int[] inFlight;

    /** Enable bits, {@link #words} for each context. */
    private final int[] enable;

    private final int[] threshold;

    /**
     * Creates a controller with all interrupts disabled.
     *
     * @param sources number of sources, 1 to {@link #MAX_SOURCES}
     * @param contexts number of contexts, 1 to {@link #MAX_CONTEXTS}
     */
    public Plic(int sources, int contexts) {
        if (sources < 1 || sources > MAX_SOURCES || contexts < 1 || contexts > MAX_CONTEXTS) {
            throw new IllegalArgumentException(sources + " sources, " + contexts + " contexts");
        }
        this.sources = sources;
        this.contexts = contexts;
        this.words = sources / 32 + 1;
        this.priority = new int[sources + 1];
        this.level = new int[words];
        this.pending = new int[words];
        this.inFlight = new int[words];
        this.enable = new int[words * contexts];
        this.threshold = new int[contexts];
    }

    /** Number of sources; the greatest source number. */
    public int sources() {
        return sources;
    }

    /** Number of contexts. */
    public int contexts() {
        return contexts;
    }

    /**
     * Drives the interrupt line of a source. A request that was once forwarded is not retracted when the line falls.
     *
     * @param source 1 to {@link #sources()}
     */
    public void setLevel(int source, boolean asserted) {
        checkSource(source);
        set(level, source, asserted);
        forward(source);
    }

    /**
     * Whether the external interrupt of a context is asserted: an enabled request is pending whose priority is greater
     * than the context's threshold.
     *
     * @param context 0 to {@link #contexts()} - 1
     */
    public boolean output(int context) {
        return priority[best(context)] > threshold[context];
    }

    @Override
    public long read(long offset, int size) {
        if (!isWord(offset, size)) {
            return 0;
        }
        int register = (int) offset;
        if (register < PENDING) {
            return priorityOf(register / 4);
        }
        if (register < ENABLES) {
            int word = (register - PENDING) / 4;
            return word < words ? Integer.toUnsignedLong(pending[word]) : 0;
        }
        if (register < CONTEXTS) {
            int index = enableIndex(register);
            return index >= 0 ? Integer.toUnsignedLong(enable[index]) : 0;
        }
        int context = (register - CONTEXTS) / CONTEXTS_STRIDE;
        if (context >= contexts) {
            return 0;
        }
        return switch (register % CONTEXTS_STRIDE) {
            case THRESHOLD -> threshold[context];
            case CLAIM -> claim(context);
            default -> 0;
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        if (!isWord(offset, size)) {
            return;
        }
        int register = (int) offset;
        if (register < PENDING) {
            int source = register / 4;
            if (source >= 1 && source <= sources) {
                priority[source] = (int) value & MAX_PRIORITY;
            }
        } else if (register >= ENABLES && register < CONTEXTS) {
            int index = enableIndex(register);
            if (index >= 0) {
                enable[index] = (int) value & existing(index % words);
            }
        } else if (register >= CONTEXTS) {
            writeContext((register - CONTEXTS) / CONTEXTS_STRIDE, register % CONTEXTS_STRIDE, (int) value);
        }
    }

    private void writeContext(int context, int register, int value) {
        if (context >= contexts) {
            return;
        }
        if (register == THRESHOLD) {
            threshold[context] = value & MAX_PRIORITY;
        } else if (register == CLAIM) {
            complete(context, value);
        }
    }

    /** Takes the best request for the context; the threshold does not matter here (section "Interrupt Claim"). */
    private int claim(int context) {
        int source = best(context);
        if (source != 0) {
            set(pending, source, false);
        }
        return source;
    }

    /** Reopens the gateway of a source; ignored unless the source is enabled for the context. */
    private void complete(int context, int source) {
        if (source < 1 || source > sources || !isSet(enable, context * words, source)) {
            return;
        }
        // Completing what was never claimed must not lose a request that is still pending.
        if (!isSet(pending, 0, source)) {
            set(inFlight, source, false);
            forward(source);
        }
    }

    /** Turns an asserted line into a request unless one is under way. */
    private void forward(int source) {
        if (isSet(level, 0, source) && !isSet(inFlight, 0, source)) {
            set(inFlight, source, true);
            set(pending, source, true);
        }
    }

    /** The pending enabled source of highest priority, lowest number first; 0 if none has a priority. */
    private int best(int context) {
        int best = 0;
        for (int word = 0; word < words; word++) {
            int candidates = pending[word] & enable[context * words + word];
            while (candidates != 0) {
                int source = word * 32 + Integer.numberOfTrailingZeros(candidates);
                if (priority[source] > priority[best]) {
                    best = source;
                }
                candidates &= candidates - 1;
            }
        }
        return best;
    }

    private static boolean isWord(long offset, int size) {
        return size == Integer.BYTES && offset >= 0 && offset < SIZE && (offset & 3) == 0;
    }

    private int priorityOf(int source) {
        return source <= sources ? priority[source] : 0;
    }

    /** The index in {@link #enable} of an enable register, or -1 if it stands for no source or context. */
    private int enableIndex(int register) {
        int context = (register - ENABLES) / ENABLES_STRIDE;
        int word = register % ENABLES_STRIDE / 4;
        return context < contexts && word < words ? context * words + word : -1;
    }

    /** The bits of a word that stand for sources: neither source 0 nor those above the last. */
    private int existing(int word) {
        int mask = word == 0 ? ~1 : ~0;
        return word == words - 1 ? mask & (~0 >>> (31 - sources % 32)) : mask;
    }

    private void checkSource(int source) {
        if (source < 1 || source > sources) {
            throw new IllegalArgumentException("no interrupt source " + source);
        }
    }

    private static boolean isSet(int[] bits, int base, int source) {
        return (bits[base + source / 32] >>> (source % 32) & 1) != 0;
    }

    private static void set(int[] bits, int source, boolean value) {
        int mask = 1 << (source % 32);
        bits[source / 32] = value ? bits[source / 32] | mask : bits[source / 32] & ~mask;
    }

    @Override
    public void save(LongConsumer writer) {
        for (int[] array : new int[][] {priority, level, pending, inFlight, enable, threshold}) {
            for (int value : array) {
                writer.accept(value);
            }
        }
    }

    @Override
    public void restore(LongSupplier reader) {
        restore(reader, priority, MAX_PRIORITY);
        priority[0] = 0;
        restore(reader, level, ~0);
        restore(reader, pending, ~0);
        restore(reader, inFlight, ~0);
        restore(reader, enable, ~0);
        restore(reader, threshold, MAX_PRIORITY);
        for (int word = 0; word < words; word++) {
            level[word] &= existing(word);
            pending[word] &= existing(word);
            inFlight[word] = (inFlight[word] | pending[word]) & existing(word);
        }
        for (int index = 0; index < enable.length; index++) {
            enable[index] &= existing(index % words);
        }
    }

    private static void restore(LongSupplier reader, int[] array, int mask) {
        for (int i = 0; i < array.length; i++) {
            array[i] = (int) reader.getAsLong() & mask;
        }
    }
}
