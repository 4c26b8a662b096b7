// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.types;

/** The types of kernel objects that an object space can hold capabilities to. */
public enum ObjectType {
    /** The unit of isolation and of accounting: it owns an object space, a host space, and whatever is created in its name. */
    PROTECTION_DOMAIN,
    /** Capabilities by selector. */
    OBJECT_SPACE,
    /** The memory that a protection domain itself may touch, by page number. */
    HOST_SPACE,
    /** Guest-physical memory by page number: a set of G-stage page tables. */
    GUEST_SPACE,
    /** The memory that a device reaches, by I/O page: a set of second-stage page tables. */
    DMA_SPACE,
    /** A host execution context, which serves portals or notifications, or a vCPU. */
    EXECUTION_CONTEXT,
    /** A priority and a budget of time on one pCPU, bound to one execution context. */
    SCHEDULING_CONTEXT,
    /** An entry into the protection domain of the host execution context that serves it. */
    PORTAL,
    /** A word of badges that are collected until the bound execution context takes them. */
    NOTIFICATION,
    /** One interrupt line of the machine. */
    INTERRUPT,
    /** One device of the machine that masters the bus. */
    DEVICE
}
