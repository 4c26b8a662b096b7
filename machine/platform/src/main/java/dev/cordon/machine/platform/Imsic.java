// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.InterruptFile;
import dev.cordon.machine.engine.IncomingMsiController;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The IMSIC of one hart. The interrupt files belong to the hart's thread; messages from any thread wait in a box, under its lock, until
 * the hart {@linkplain #absorb absorbs} them. So files need no lock, and messages take effect in the order in which they were sent.
 */
final class Imsic implements IncomingMsiController {

    private final List<InterruptFile> guestsAndSupervisor = new ArrayList<>();
    private final InterruptFile machine = new InterruptFile(Aia.IDENTITIES);
    private final Runnable wake;

    /** Identities that have been sent, for each file, the machine's last. Guarded by itself. */
    private final long[][] box;

    private volatile boolean filled;

    private long signals;
    private boolean machineSignal;

    /**
     * Creates files in which nothing is pending or enabled.
     *
     * @param guests number of guest files
     * @param wake run when a message has been sent; from any thread
     */
    Imsic(int guests, Runnable wake) {
        for (int file = 0; file <= guests; file++) {
            guestsAndSupervisor.add(new InterruptFile(Aia.IDENTITIES));
        }
        this.box = new long[guests + 2][Aia.IDENTITIES / Long.SIZE + 1];
        this.wake = wake;
    }

    /** Sends a message: an identity, of which there may be none of that number. Any thread. */
    void send(int file, int identity) {
        if (identity <= 0 || identity > Aia.IDENTITIES) {
            return;
        }
        synchronized (box) {
            box[file == MACHINE ? box.length - 1 : file][identity / Long.SIZE] |= 1L << identity;
            filled = true;
        }
        wake.run();
    }

    @Override
    public void absorb() {
        if (filled) {
            synchronized (box) {
                filled = false;
                for (int file = 0; file <= guests(); file++) {
                    absorb(file, box[file]);
                }
                absorb(MACHINE, box[box.length - 1]);
            }
        }
    }

    private void absorb(int file, long[] identities) {
        boolean any = false;
        for (int word = 0; word < identities.length; word++) {
            for (long rest = identities[word]; rest != 0; rest &= rest - 1) {
                file(file).receive(Long.SIZE * word + Long.numberOfTrailingZeros(rest));
                any = true;
            }
            identities[word] = 0;
        }
        if (any) {
            settle(file);
        }
    }

    /** Writes the state of a file; the hart does not run. */
    void save(int file, LongConsumer writer) {
        absorb();
        file(file).save(writer);
    }

    /** Replaces the state of a file, and forgets what is under way; the hart does not run. */
    void restore(int file, LongSupplier reader) {
        absorb();
        file(file).restore(reader);
        settle(file);
    }

    private InterruptFile file(int file) {
        return file == MACHINE ? machine : guestsAndSupervisor.get(file);
    }

    private void settle(int file) {
        if (file == MACHINE) {
            machineSignal = machine.signal();
        } else {
            long bit = 1L << file;
            signals = file(file).signal() ? signals | bit : signals & ~bit;
        }
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public int guests() {
        return guestsAndSupervisor.size() - 1;
    }

    @Override
    public long signals() {
        return signals;
    }

    @Override
    public boolean machineSignal() {
        return machineSignal;
    }

    @Override
    public long top(int file) {
        return file(file).top();
    }

    @Override
    public void claim(int file) {
        file(file).claim();
        settle(file);
    }

    @Override
    public long read(int file, int select) {
        return file(file).readRegister(select);
    }

    @Override
    public void write(int file, int select, long value) {
        file(file).writeRegister(select, value);
        settle(file);
    }
}
