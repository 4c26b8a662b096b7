// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class LinuxImageTest {

    private static ByteBuffer image() {
        ByteBuffer b = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 0x5a4d);
        b.putLong(8, 0x20_0000).putLong(16, 0x1e6_b000).putInt(48, 0x5643_5349).putInt(56, 0x0543_5352);
        return b;
    }

    @Test
    void anImageWithAnEfiStubIsAccepted() throws FormatException {
        assertThat(parse(image())).isEqualTo(new LinuxImage(0x20_0000, 0x1e6_b000));
    }

    @Test
    void anImageTakesAtLeastItsFileSize() throws FormatException {
        assertThat(parse(image().putLong(16, 0)).imageSize()).isEqualTo(128);
    }

    @Test
    void whatCannotBeEnteredIsRefused() {
        assertRefused(
                image().putInt(0, 0x0008_8b1f),
                "a gzip-compressed kernel; unpack it first, as with 'gunzip -c vmlinuz > Image'");
        assertRefused(
                image().putInt(4, 0x676d_697a),
                "a compressed EFI (zboot) kernel; pass the uncompressed Image, built without CONFIG_EFI_ZBOOT");
        assertRefused(
                image().putInt(56, 0),
                "not a kernel: neither an ELF file nor a RISC-V Linux Image; pass an uncompressed riscv64 kernel");
        assertRefused(
                ByteBuffer.allocate(3),
                "not a kernel: neither an ELF file nor a RISC-V Linux Image; pass an uncompressed riscv64 kernel");
        assertRefused(image().putLong(24, 1), "a big-endian kernel; pass a little-endian one");
        assertRefused(
                image().putLong(16, -1),
                "a damaged kernel: its header gives impossible sizes; fetch or build it again");
    }

    @Test
    void anImageThatEndsBeforeItsSectionsIsRefused() throws FormatException {
        // A COFF header at 64 with one section and no optional header: the section's content is the last 20 of 148
        // bytes.
        ByteBuffer whole =
                ByteBuffer.allocate(148).order(ByteOrder.LITTLE_ENDIAN).put(0, image(), 0, 64);
        whole.putInt(60, 64).putShort(70, (short) 1).putInt(88 + 16, 20).putInt(88 + 20, 128);
        assertThat(parse(whole).imageSize()).isEqualTo(0x1e6_b000);
        for (int length : new int[] {147, 100, 80, 64}) {
            assertRefused(
                    whole.slice(0, length),
                    "a truncated kernel: its sections lie beyond its end; fetch or build it again");
        }
    }

    private static LinuxImage parse(ByteBuffer file) throws FormatException {
        return LinuxImage.parse(MemorySegment.ofBuffer(file));
    }

    private static void assertRefused(ByteBuffer file, String message) {
        assertThatThrownBy(() -> parse(file))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }
}
