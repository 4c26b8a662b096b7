// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/** Kinds of memory access: what permission they need and how they fail. */
enum Access {
    READ(Permission.READ, Cause.LOAD_ACCESS_FAULT, Cause.LOAD_PAGE_FAULT, Cause.LOAD_GUEST_PAGE_FAULT),
    WRITE(Permission.WRITE, Cause.STORE_ACCESS_FAULT, Cause.STORE_PAGE_FAULT, Cause.STORE_GUEST_PAGE_FAULT),
    FETCH(
            Permission.EXECUTE,
            Cause.INSTRUCTION_ACCESS_FAULT,
            Cause.INSTRUCTION_PAGE_FAULT,
            Cause.INSTRUCTION_GUEST_PAGE_FAULT),
    /** CBO.CLEAN, CBO.FLUSH and CBO.INVAL: allowed where loads are, but faults are those of stores. */
    MANAGE(Permission.READ, Cause.STORE_ACCESS_FAULT, Cause.STORE_PAGE_FAULT, Cause.STORE_GUEST_PAGE_FAULT),
    /** HLVX: a load from what the page tables let be executed; physical memory protection must let it be read. */
    READ_EXECUTABLE(Permission.EXECUTE, Cause.LOAD_ACCESS_FAULT, Cause.LOAD_PAGE_FAULT, Cause.LOAD_GUEST_PAGE_FAULT);

    /** The bit of {@link Permission} that a page must have. */
    final int permission;

    /** The bit of {@link Permission} that physical memory protection must grant. */
    final int physicalPermission;

    final int accessFault;
    final int pageFault;
    final int guestPageFault;

    Access(int permission, int accessFault, int pageFault, int guestPageFault) {
        this.permission = permission;
        physicalPermission = accessFault == Cause.LOAD_ACCESS_FAULT ? Permission.READ : permission;
        this.accessFault = accessFault;
        this.pageFault = pageFault;
        this.guestPageFault = guestPageFault;
    }
}
