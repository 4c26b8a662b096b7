// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** A hart without an IMSIC. */
final class NoIncomingMsiController implements IncomingMsiController {
    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public int guests() {
        return 0;
    }

    @Override
    public void absorb() {}

    @Override
    public long signals() {
        return 0;
    }

    @Override
    public boolean machineSignal() {
        return false;
    }

    @Override
    public long top(int file) {
        return 0;
    }

    @Override
    public void claim(int file) {}

    @Override
    public long read(int file, int select) {
        return 0;
    }

    @Override
    public void write(int file, int select, long value) {}
}
