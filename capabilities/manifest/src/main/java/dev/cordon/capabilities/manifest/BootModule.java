// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Bytes that lie in the machine's memory when it is powered on. The host provides them. */
public sealed interface BootModule {

    /** The content of a file. */
    record File(Path path) implements BootModule {}

    /**
     * Bytes that are at hand.
     *
     * @param name what to call them in diagnostics
     */
    record Bytes(String name, MemorySegment bytes) implements BootModule {}

    /** The kernel of an image, by the image's name. */
    record ImageKernel(String image) implements BootModule {}

    /** The initial RAM disk of an image, by the image's name. */
    record ImageInitrd(String image) implements BootModule {}
}
