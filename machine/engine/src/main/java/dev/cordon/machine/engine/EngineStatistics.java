// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

/**
 * What an engine has translated, in numbers.
 *
 * @param requested translations that harts have asked for
 * @param made regions that came of it; the others had no code that can be translated, or are still to come
 * @param instructions of the guest in all regions made
 * @param bytes of Java class files in all regions made
 * @param live regions that are kept now
 * @param dropped regions that were made, and are not kept any more
 */
public record EngineStatistics(long requested, long made, long instructions, long bytes, long live, long dropped) {}
