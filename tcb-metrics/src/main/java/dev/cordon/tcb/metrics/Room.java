// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import java.util.OptionalInt;

/**
 * What one module adds to a TCB.
 *
 * @param name the folder of the room, or the name of the module of a library or of the JDK
 * @param lines code lines, if the sources are ours
 * @param classes number of class files
 * @param bytes size of the class files
 */
public record Room(String name, OptionalInt lines, int classes, long bytes) {}
