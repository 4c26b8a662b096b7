// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.types;

/**
 * The permission bits of capabilities. Each group below belongs to one {@link ObjectType} and starts at bit 0; {@link #all(ObjectType)} is the mask
 * of the bits that the type defines. Memory capabilities (in host and guest spaces) use the group {@code MEMORY}.
 */
public final class Permission {
    /** Protection domain: create objects that it owns and pays for. */
    public static final int PD_CREATE = 1;
    /** Protection domain: create scheduling contexts that it pays for; so, give time. */
    public static final int PD_SCHEDULE = 1 << 1;

    /** Spaces: be the source of a delegation, and name what is revoked. */
    public static final int SPACE_TAKE = 1;
    /** Spaces: be the destination of a delegation. */
    public static final int SPACE_GRANT = 1 << 1;
    /** Guest space: let a vCPU run on it. DMA space: assign a device to it. */
    public static final int SPACE_ASSIGN = 1 << 2;

    /** Execution context: bind portals, a notification or a scheduling context to it. */
    public static final int EC_BIND = 1;
    /** Execution context: inject interrupts, recall. */
    public static final int EC_CONTROL = 1 << 1;

    /** Scheduling context: change its budget, read its consumed time. */
    public static final int SC_CONTROL = 1;

    /** Portal: call it. */
    public static final int PORTAL_CALL = 1;
    /** Portal: be entered by the microhypervisor on an event of a vCPU or a fault of a host execution context. */
    public static final int PORTAL_EVENT = 1 << 1;

    /** Notification: add badges to it. */
    public static final int NOTIFICATION_SIGNAL = 1;
    /** Notification: make an interrupt signal it. */
    public static final int NOTIFICATION_BIND = 1 << 1;

    /** Interrupt: bind it to a notification, and acknowledge it. */
    public static final int INTERRUPT_BIND = 1;

    /** Device: assign it to a DMA space. */
    public static final int DEVICE_ASSIGN = 1;

    /** Memory: load from it. */
    public static final int MEMORY_READ = 1;
    /** Memory: store to it. */
    public static final int MEMORY_WRITE = 1 << 1;
    /** Memory: fetch instructions from it (meaningful in guest spaces). */
    public static final int MEMORY_EXECUTE = 1 << 2;
    /** All permissions that memory can have. */
    public static final int MEMORY_ALL = MEMORY_READ | MEMORY_WRITE | MEMORY_EXECUTE;

    private Permission() {}

    /** The mask of all permission bits that {@code type} defines. */
    public static int all(ObjectType type) {
        return switch (type) {
            case PROTECTION_DOMAIN -> PD_CREATE | PD_SCHEDULE;
            case OBJECT_SPACE, HOST_SPACE -> SPACE_TAKE | SPACE_GRANT;
            case GUEST_SPACE, DMA_SPACE -> SPACE_TAKE | SPACE_GRANT | SPACE_ASSIGN;
            case EXECUTION_CONTEXT -> EC_BIND | EC_CONTROL;
            case SCHEDULING_CONTEXT -> SC_CONTROL;
            case PORTAL -> PORTAL_CALL | PORTAL_EVENT;
            case NOTIFICATION -> NOTIFICATION_SIGNAL | NOTIFICATION_BIND;
            case INTERRUPT -> INTERRUPT_BIND;
            case DEVICE -> DEVICE_ASSIGN;
        };
    }
}
