// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.DeviceModel;
import dev.cordon.device.models.InterruptFile;
import dev.cordon.machine.engine.IncomingMsiController;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

/**
 * The pages of interrupt files in the address space, of all harts (AIA, "Arrangement of the memory regions of multiple interrupt
 * files"): either those of M-mode, or those of S-mode, each followed by its hart's guest files.
 */
final class ImsicPages implements DeviceModel {

    static final int PAGE_SHIFT = 12;

    private final List<Imsic> imsics;
    private final boolean machine;
    private final int indexBits;

    private ImsicPages(List<Imsic> imsics, boolean machine, int indexBits) {
        this.imsics = imsics;
        this.machine = machine;
        this.indexBits = indexBits;
    }

    static ImsicPages ofMachine(List<Imsic> imsics) {
        return new ImsicPages(imsics, true, 0);
    }

    static ImsicPages ofSupervisor(List<Imsic> imsics) {
        return new ImsicPages(
                imsics, false, Aia.guestIndexBits(imsics.getFirst().guests()));
    }

    /** Bytes of address space. */
    long size() {
        return (long) imsics.size() << (indexBits + PAGE_SHIFT);
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset >= 0 && offset < size()) {
            send(offset, InterruptFile.message(offset & ((1 << PAGE_SHIFT) - 1), size, value));
        }
    }

    /** Sends a message to the file whose page is at an offset; a page may have none. */
    private void send(long offset, int identity) {
        int page = (int) (offset >>> PAGE_SHIFT);
        Imsic imsic = imsics.get(page >>> indexBits);
        int file = page & ((1 << indexBits) - 1);
        if (machine) {
            imsic.send(IncomingMsiController.MACHINE, identity);
        } else if (file <= imsic.guests()) {
            imsic.send(file, identity);
        }
    }

    /** Saves the files of these pages. No hart may be running. */
    @Override
    public void save(LongConsumer writer) {
        forEachFile((imsic, file) -> imsic.save(file, writer));
    }

    /** Restores the files of these pages. No hart may be running. */
    @Override
    public void restore(LongSupplier reader) {
        forEachFile((imsic, file) -> imsic.restore(file, reader));
    }

    private void forEachFile(ObjIntConsumer<Imsic> action) {
        for (Imsic imsic : imsics) {
            if (machine) {
                action.accept(imsic, IncomingMsiController.MACHINE);
                continue;
            }
            for (int file = 0; file <= imsic.guests(); file++) {
                action.accept(imsic, file);
            }
        }
    }
}
