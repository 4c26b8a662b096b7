// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.file.Path;

/**
 * An image: a folder with files that run. That of a guest has a kernel ({@code Image}), an initramfs ({@code initramfs.cpio.gz}) and firmware
 * for the bare machine ({@code fw_dynamic.bin}, {@code fw_jump.bin}); one for the bare machine alone has what its description says.
 *
 * @param name how manifests and the command line call it
 * @param description what it is
 * @param folder where its files lie, or will lie
 * @param present whether it has been fetched
 * @param size of its files together in bytes, 0 if not present
 */
public record Image(String name, String description, Path folder, boolean present, long size) {
    /** The kernel of a guest. */
    public Path kernel() {
        return folder.resolve("Image");
    }

    /** The initramfs of a guest. */
    public Path initramfs() {
        return folder.resolve("initramfs.cpio.gz");
    }
}
