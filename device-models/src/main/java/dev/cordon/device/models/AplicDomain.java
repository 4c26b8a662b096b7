// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An interrupt domain of an advanced platform-level interrupt controller (RISC-V Advanced Interrupt Architecture, "Advanced
 * Platform-Level Interrupt Controller"), as its control region in memory shows it.
 *
 * <p>A {@linkplain #supervisor domain for S-mode} has no domain below. A {@linkplain #machine root domain for M-mode} has one; wires
 * arrive at it, and it passes on those of sources that software delegates. A domain delivers directly, by {@link #output}, or by MSIs;
 * software selects the mode if the domain is given somewhere to send MSIs. Byte order is little-endian, IPRIOLEN is 8. Registers are
 * 32 bits wide and are accessed as naturally aligned words.
 *
 * <p>The domains of one APLIC are guarded by one lock, for a change in one reaches the other.
 */
public final class AplicDomain implements DeviceModel {

    /** Takes an MSI. Called during accesses and changes of wires; it must not come back to an APLIC. */
    @FunctionalInterface
    public interface Msis {
        /**
         * Takes an MSI.
         *
         * @param hart hart index, as software wrote it
         * @param guest number of a guest file; 0 for the hart's own, always at machine level
         * @param identity what to make pending there
         */
        void send(int hart, int guest, int identity);
    }

    /** The largest number of sources. */
    public static final int MAX_SOURCES = 1023;

    /** The largest number of harts. */
    public static final int MAX_HARTS = 1 << 14;

    private static final int DOMAINCFG = 0x0000;
    /** Sourcecfg of source n is at 4 * n. */
    private static final int SOURCECFG_END = 0x1000;

    private static final int SETIP = 0x1c00;
    private static final int SETIPNUM = 0x1cdc;
    private static final int IN_CLRIP = 0x1d00;
    private static final int CLRIPNUM = 0x1ddc;
    private static final int SETIE = 0x1e00;
    private static final int SETIENUM = 0x1edc;
    private static final int CLRIE = 0x1f00;
    private static final int CLRIENUM = 0x1fdc;
    private static final int SETIPNUM_LE = 0x2000;
    private static final int SETIPNUM_BE = 0x2004;
    private static final int GENMSI = 0x3000;
    private static final int TARGET = 0x3004;
    private static final int IDC = 0x4000;

    /** Bytes of a register with a bit for each source. */
    private static final int BITS_SIZE = 0x80;

    private static final int READ_ONLY = 0x80 << 24;
    private static final int IE = 1 << 8;
    private static final int DM = 1 << 2;
    /** Hart index and identity. */
    private static final int GENMSI_WRITABLE = 0xfffc_07ff;

    private final AplicSources sources;
    private final AplicDirectDelivery delivery;
    private final @Nullable AplicDomain child;
    private final @Nullable MsiAddresses addresses;
    private final @Nullable Msis msis;

    private boolean enabled;
    private boolean direct = true;
    private int genmsi;

    private AplicDomain(
            int sources,
            int harts,
            boolean all,
            @Nullable AplicDomain child,
            @Nullable MsiAddresses addresses,
            @Nullable Msis msis) {
        if (sources < 1 || sources > MAX_SOURCES || harts < 1 || harts > MAX_HARTS) {
            throw new IllegalArgumentException(sources + " sources, " + harts + " harts");
        }
        this.sources = new AplicSources(sources, child != null, all);
        this.delivery = new AplicDirectDelivery(this.sources, harts);
        this.child = child;
        this.addresses = addresses;
        this.msis = msis;
    }

    /** A domain for S-mode below a root domain: it has the sources that are delegated to it. Delivers directly. */
    public static AplicDomain supervisor(int sources, int harts) {
        return new AplicDomain(sources, harts, false, null, null, null);
    }

    /** The same, which can also send MSIs. */
    public static AplicDomain supervisor(int sources, int harts, Msis msis) {
        return new AplicDomain(sources, harts, false, null, null, msis);
    }

    /** A domain for S-mode that has all sources, as a virtual machine sees it. Delivers directly. */
    public static AplicDomain whole(int sources, int harts) {
        return new AplicDomain(sources, harts, true, null, null, null);
    }

    /** The same, which can also send MSIs. */
    public static AplicDomain whole(int sources, int harts, Msis msis) {
        return new AplicDomain(sources, harts, true, null, null, msis);
    }

    /** The root domain, for M-mode, over a domain for S-mode. Delivers directly. */
    public static AplicDomain machine(AplicDomain child) {
        return new AplicDomain(child.sources.count(), child.delivery.harts(), true, child, null, null);
    }

    /** The same, which can also send MSIs; {@code addresses} are the registers that say where to. */
    public static AplicDomain machine(AplicDomain child, MsiAddresses addresses, Msis msis) {
        return new AplicDomain(child.sources.count(), child.delivery.harts(), true, child, addresses, msis);
    }

    /** Bytes that the registers of a domain take: at least as much address space as it needs. */
    public static long size(int harts) {
        return IDC + (long) harts * AplicDirectDelivery.SIZE;
    }

    /**
     * Drives the wire of a source. Of a domain that has all sources.
     *
     * @param source 1 to the number of sources
     */
    public void setLevel(int source, boolean high) {
        if (source < 1 || source > sources.count()) {
            throw new IllegalArgumentException("no interrupt source " + source);
        }
        sources.wire(source, high);
        if (child != null && isDelegated(source)) {
            child.sources.wire(source, high);
            child.forward();
        }
        forward();
    }

    /** Whether the external interrupt of a hart is asserted directly, at the domain's level. */
    public boolean output(int hart) {
        return enabled && direct && delivery.signal(hart);
    }

    private boolean isDelegated(int source) {
        return (sources.config(source) & AplicSources.DELEGATED) != 0;
    }

    /** Sends what is to be sent, in MSI delivery mode. */
    private void forward() {
        if (direct || !enabled || msis == null) {
            return;
        }
        for (int word = 0; word < sources.words(); word++) {
            int ready = sources.pendingWord(word) & sources.enabledWord(word);
            for (; ready != 0; ready &= ready - 1) {
                int source = 32 * word + Integer.numberOfTrailingZeros(ready);
                int target = sources.target(source);
                sources.clearPending(source);
                msis.send(AplicSources.hart(target), AplicSources.guest(target), AplicSources.identity(target));
            }
        }
    }

    // Registers.

    @Override
    public long read(long offset, int size) {
        return isWord(offset, size) ? Integer.toUnsignedLong(readWord((int) offset)) : 0;
    }

    private int readWord(int offset) {
        if (offset >= IDC) {
            return direct ? delivery.read(offset - IDC) : 0;
        }
        if (offset == DOMAINCFG) {
            return READ_ONLY | (enabled ? IE : 0) | (direct ? 0 : DM);
        }
        if (offset < SOURCECFG_END) {
            return sources.has(offset / 4) ? sources.config(offset / 4) : 0;
        }
        if (addresses != null && offset >= MsiAddresses.FIRST && offset < MsiAddresses.END) {
            return addresses.read(offset);
        }
        if (word(offset, SETIP) >= 0) {
            return sources.pendingWord(word(offset, SETIP));
        }
        if (word(offset, IN_CLRIP) >= 0) {
            return sources.inputWord(word(offset, IN_CLRIP));
        }
        if (word(offset, SETIE) >= 0) {
            return sources.enabledWord(word(offset, SETIE));
        }
        if (offset == GENMSI) {
            return direct ? 0 : genmsi;
        }
        int source = (offset - TARGET) / 4 + 1;
        return offset >= TARGET && sources.has(source) ? sources.target(source) : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (isWord(offset, size)) {
            writeWord((int) offset, (int) value);
            forward();
        }
    }

    private void writeWord(int offset, int value) {
        if (offset >= IDC) {
            if (direct) {
                delivery.write(offset - IDC, value);
            }
        } else if (offset >= TARGET) {
            int source = (offset - TARGET) / 4 + 1;
            if (sources.has(source)) {
                sources.target(source, value);
            }
        } else if (offset == DOMAINCFG) {
            configure(value);
        } else if (offset < SOURCECFG_END) {
            configureSource(offset / 4, value);
        } else if (addresses != null && offset >= MsiAddresses.FIRST && offset < MsiAddresses.END) {
            addresses.write(offset, value);
        } else if (offset == GENMSI) {
            generate(value);
        } else {
            writeBits(offset, value);
        }
    }

    private void configure(int value) {
        enabled = (value & IE) != 0;
        boolean wanted = msis == null || (value & DM) == 0;
        if (wanted != direct) {
            direct = wanted;
            sources.deliverDirectly(direct);
        }
    }

    private void configureSource(int source, int value) {
        if (!sources.has(source)) {
            return;
        }
        sources.configure(source, value, child != null);
        if (child != null) {
            child.sources.implement(source, isDelegated(source), sources.level(source));
        }
    }

    /** An extempore MSI leaves at once, so that Busy is never seen. */
    private void generate(int value) {
        if (!direct && msis != null) {
            genmsi = value & GENMSI_WRITABLE;
            msis.send(AplicSources.hart(genmsi), 0, AplicSources.identity(genmsi));
        }
    }

    /** The registers that set and clear pending and enable bits. */
    private void writeBits(int offset, int value) {
        switch (offset) {
            case SETIPNUM, SETIPNUM_LE -> setPending(value);
            case SETIPNUM_BE -> setPending(Integer.reverseBytes(value));
            case CLRIPNUM -> clearPending(value);
            case SETIENUM -> enable(value, true);
            case CLRIENUM -> enable(value, false);
            default -> {
                for (int rest = value; rest != 0; rest &= rest - 1) {
                    writeBit(offset, Integer.numberOfTrailingZeros(rest));
                }
            }
        }
    }

    private void writeBit(int offset, int bit) {
        if (word(offset, SETIP) >= 0) {
            setPending(32 * word(offset, SETIP) + bit);
        } else if (word(offset, IN_CLRIP) >= 0) {
            clearPending(32 * word(offset, IN_CLRIP) + bit);
        } else if (word(offset, SETIE) >= 0) {
            enable(32 * word(offset, SETIE) + bit, true);
        } else if (word(offset, CLRIE) >= 0) {
            enable(32 * word(offset, CLRIE) + bit, false);
        }
    }

    private void setPending(int source) {
        if (sources.has(source)) {
            sources.setPending(source);
        }
    }

    private void clearPending(int source) {
        if (sources.has(source)) {
            sources.clearPending(source);
        }
    }

    private void enable(int source, boolean value) {
        if (sources.has(source)) {
            sources.enable(source, value);
        }
    }

    /** Which word of an array of registers with a bit for each source is at an offset; -1 if none that stands for sources. */
    private int word(int offset, int array) {
        int word = (offset - array) / 4;
        return offset >= array && offset < array + BITS_SIZE && word < sources.words() ? word : -1;
    }

    private boolean isWord(long offset, int size) {
        return size == Integer.BYTES && offset >= 0 && offset < size(delivery.harts()) && (offset & 3) == 0;
    }

    // State.

    /** Writes the domain's state; the domain below is saved by itself, after this one. */
    @Override
    public void save(LongConsumer writer) {
        writer.accept(enabled ? 1 : 0);
        writer.accept(direct ? 1 : 0);
        writer.accept(genmsi);
        sources.save(writer);
        delivery.save(writer);
        if (addresses != null) {
            addresses.save(writer);
        }
    }

    @Override
    public void restore(LongSupplier reader) {
        enabled = (reader.getAsLong() & 1) != 0;
        direct = (reader.getAsLong() & 1) != 0 || msis == null;
        genmsi = (int) reader.getAsLong() & GENMSI_WRITABLE;
        sources.deliverDirectly(direct);
        sources.restore(reader, child != null);
        delivery.restore(reader);
        if (addresses != null) {
            addresses.restore(reader);
        }
        for (int source = 1; child != null && source <= sources.count(); source++) {
            child.sources.implement(source, isDelegated(source), sources.level(source));
        }
    }
}
