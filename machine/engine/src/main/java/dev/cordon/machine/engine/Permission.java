// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Sets of permissions on memory, in the bits of a pmpcfg field; those of a page-table entry are one to the left. */
final class Permission {
    static final int READ = 1;
    static final int WRITE = 2;
    static final int EXECUTE = 4;
    static final int ALL = READ | WRITE | EXECUTE;

    private Permission() {}
}
