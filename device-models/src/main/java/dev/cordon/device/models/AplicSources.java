// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The interrupt sources as one domain of an APLIC has them: wires, modes, pending and enable bits, targets (AIA, "Source
 * configurations", "Precise effects on interrupt-pending bits", "Interrupt targets").
 */
final class AplicSources {
    static final int DELEGATED = 1 << 10;

    private static final int MODE = 7;
    private static final int DETACHED = 1;
    private static final int EDGE1 = 4;
    private static final int EDGE0 = 5;
    private static final int LEVEL1 = 6;
    private static final int LEVEL0 = 7;

    private static final int HART_SHIFT = 18;
    private static final int HART = 0xfffc_0000;
    private static final int GUEST_SHIFT = 12;
    private static final int GUEST = 0x3f << GUEST_SHIFT;
    private static final int IDENTITY = 0x7ff;
    private static final int PRIORITY = 0xff;

    private final int sources;
    private final boolean machineLevel;
    private final int words;

    /** Sources that the domain above has left to this one. */
    private final int[] implemented;

    private final int[] level;
    private final int[] pending;
    private final int[] enabled;
    private final int[] config;
    private final int[] target;

    /** Direct delivery mode; else MSI delivery mode. */
    private boolean direct = true;

    AplicSources(int sources, boolean machineLevel, boolean all) {
        this.sources = sources;
        this.machineLevel = machineLevel;
        this.words = sources / 32 + 1;
        this.implemented = new int[words];
        this.level = new int[words];
        this.pending = new int[words];
        this.enabled = new int[words];
        this.config = new int[sources + 1];
        this.target = new int[sources + 1];
        for (int source = 1; all && source <= sources; source++) {
            set(implemented, source, true);
        }
    }

    int count() {
        return sources;
    }

    int words() {
        return words;
    }

    /** Whether a number is that of a source which this domain has. */
    boolean has(int source) {
        return source >= 1 && source <= sources && isSet(implemented, source);
    }

    private boolean isActive(int source) {
        return has(source) && config[source] != 0 && (config[source] & DELEGATED) == 0;
    }

    private boolean isLevelSensitive(int source) {
        return config[source] == LEVEL1 || config[source] == LEVEL0;
    }

    // Wires.

    /** Leaves a source, whose wire has some level now, to this domain, or takes it away. */
    void implement(int source, boolean own, boolean high) {
        set(level, source, high);
        if (own != isSet(implemented, source)) {
            set(implemented, source, own);
            deactivate(source, 0);
        }
    }

    boolean level(int source) {
        return isSet(level, source);
    }

    /** Drives a wire. */
    void wire(int source, boolean high) {
        boolean before = input(source);
        set(level, source, high);
        boolean after = input(source);
        if (isLevelSensitive(source)) {
            settleLevel(source, after && !before);
        } else if (after && !before) {
            set(pending, source, true);
        }
    }

    /** The rectified input value. */
    private boolean input(int source) {
        if (!isActive(source)) {
            return false;
        }
        return switch (config[source]) {
            case EDGE1, LEVEL1 -> isSet(level, source);
            case EDGE0, LEVEL0 -> !isSet(level, source);
            default -> false;
        };
    }

    /** Applies the rules for level-sensitive sources; {@code rose}: its input went, or may count as having gone, from low to high. */
    private void settleLevel(int source, boolean rose) {
        boolean input = input(source);
        if (direct || !input || rose) {
            set(pending, source, input);
        }
    }

    /** Changes the delivery mode. */
    void deliverDirectly(boolean value) {
        direct = value;
        for (int source = 1; source <= sources; source++) {
            if (isActive(source)) {
                target[source] = legalTarget(target[source]);
                if (isLevelSensitive(source)) {
                    settleLevel(source, false);
                }
            }
        }
    }

    // Configuration.

    int config(int source) {
        return config[source];
    }

    /** Writes sourcecfg of a source that the domain has; {@code delegable}: there is a domain below. */
    void configure(int source, int value, boolean delegable) {
        if ((value & DELEGATED) != 0) {
            deactivate(source, delegable ? DELEGATED : 0);
            return;
        }
        int mode = value & MODE;
        if (mode != DETACHED && mode < EDGE1) {
            deactivate(source, 0);
            return;
        }
        boolean wasActive = isActive(source);
        config[source] = mode;
        if (!wasActive) {
            target[source] = legalTarget(0);
        }
        if (isLevelSensitive(source)) {
            settleLevel(source, true);
        } else if (input(source)) {
            set(pending, source, true);
        }
    }

    private void deactivate(int source, int value) {
        config[source] = value;
        target[source] = 0;
        set(pending, source, false);
        set(enabled, source, false);
    }

    // Pending and enable bits.

    /** What setip does for one source. */
    void setPending(int source) {
        boolean possible = isLevelSensitive(source) ? !direct && input(source) : isActive(source);
        if (possible) {
            set(pending, source, true);
        }
    }

    /** What in_clrip, a claim, or forwarding an MSI does for one source. */
    void clearPending(int source) {
        if (!(direct && isLevelSensitive(source))) {
            set(pending, source, false);
        }
    }

    void enable(int source, boolean value) {
        if (isActive(source)) {
            set(enabled, source, value);
        }
    }

    int pendingWord(int word) {
        return pending[word];
    }

    int enabledWord(int word) {
        return enabled[word];
    }

    int inputWord(int word) {
        int bits = 0;
        for (int source = Math.max(1, 32 * word); source < 32 * word + 32 && source <= sources; source++) {
            bits |= input(source) ? 1 << source : 0;
        }
        return bits;
    }

    // Targets.

    int target(int source) {
        return target[source];
    }

    void target(int source, int value) {
        if (isActive(source)) {
            target[source] = legalTarget(value);
        }
    }

    private int legalTarget(int value) {
        if (direct) {
            int priority = value & PRIORITY;
            return (value & HART) | (priority == 0 ? 1 : priority);
        }
        return value & (machineLevel ? HART | IDENTITY : HART | GUEST | IDENTITY);
    }

    static int hart(int target) {
        return target >>> HART_SHIFT;
    }

    static int guest(int target) {
        return (target & GUEST) >>> GUEST_SHIFT;
    }

    static int identity(int target) {
        return target & IDENTITY;
    }

    static int priority(int target) {
        return target & PRIORITY;
    }

    // State.

    void save(LongConsumer writer) {
        for (int source = 1; source <= sources; source++) {
            writer.accept(config[source]);
            writer.accept(target[source]);
        }
        for (int word = 0; word < words; word++) {
            writer.accept(level[word]);
            writer.accept(pending[word]);
            writer.accept(enabled[word]);
        }
    }

    /** Restores, in the delivery mode that is set; sources that this domain does not have stay out. */
    void restore(LongSupplier reader, boolean delegable) {
        for (int source = 1; source <= sources; source++) {
            int value = (int) reader.getAsLong();
            int aim = (int) reader.getAsLong();
            deactivate(source, 0);
            if (has(source)) {
                configure(source, value, delegable);
                target(source, aim);
            }
        }
        for (int word = 0; word < words; word++) {
            level[word] = (int) reader.getAsLong();
            int waiting = (int) reader.getAsLong();
            int on = (int) reader.getAsLong();
            for (int source = Math.max(1, 32 * word); source < 32 * word + 32 && source <= sources; source++) {
                set(pending, source, isActive(source) && (waiting >>> source & 1) != 0);
                enable(source, (on >>> source & 1) != 0);
                if (isLevelSensitive(source)) {
                    settleLevel(source, false);
                }
            }
        }
    }

    private static boolean isSet(int[] bits, int source) {
        return (bits[source / 32] >>> source & 1) != 0;
    }

    private static void set(int[] bits, int source, boolean value) {
        int mask = 1 << source;
        bits[source / 32] = value ? bits[source / 32] | mask : bits[source / 32] & ~mask;
    }
}
