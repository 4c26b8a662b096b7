// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.DeviceTreeNode;
import dev.cordon.formats.FormatException;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.isa.Isa;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoaderTest {

    private static final long BASE = AddressMap.RAM;
    private static final long MEMORY = 64L << 20;

    private RamFile ramFile;
    private Ram ram;

    @BeforeEach
    void makeRam() throws IOException {
        ramFile = RamFile.create(BASE, MEMORY);
        ram = ramFile.ram();
    }

    @AfterEach
    void close() throws IOException {
        ramFile.close();
    }

    @Test
    void flatFirmwareLiesAtTheStartOfRamAndAKernelAtItsTextOffset() throws LoadException {
        ResetVector vector = load(firmware().withKernel(image(0x20_0000, 16 << 20)));
        assertThat(vector.start()).isEqualTo(BASE);
        assertThat(vector.next()).isEqualTo(BASE + 0x20_0000);
        assertThat(ram.read(BASE, 1)).isEqualTo(0x55);
        assertThat(ram.read(BASE + 0x20_0000 + 56, 4)).isEqualTo(0x0543_5352);
    }

    @Test
    void theDeviceTreeLiesHighAndNamesTheInitrdBelowIt() throws LoadException, FormatException {
        MemorySegment archive = filled(1_000_001, 0x33);
        ResetVector vector = load(firmware()
                .withKernel(image(0x20_0000, 16 << 20))
                .withInitrd(archive)
                .withBootArguments("quiet"));
        DeviceTreeNode chosen = DeviceTree.parse(ram.segment().asSlice(vector.deviceTree() - BASE))
                .find("/chosen")
                .orElseThrow();
        assertThat(chosen.string("bootargs")).contains("quiet");
        long start = chosen.u64s("linux,initrd-start").getFirst();
        long end = chosen.u64s("linux,initrd-end").getFirst();
        assertThat(end - start).isEqualTo(1_000_001);
        assertThat(start % 4096).isZero();
        assertThat(vector.deviceTree() % 4096).isZero();
        assertThat(new Range(start, end).overlaps(new Range(vector.deviceTree(), vector.deviceTree() + 0x1_0000)))
                .isFalse();
        assertThat(ram.segment().asSlice(start - BASE, archive.byteSize()).mismatch(archive))
                .isEqualTo(-1);
    }

    @Test
    void anElfFileLiesWhereItWasLinkedToAndStartsAtItsEntry() throws LoadException {
        ResetVector vector = load(BareSoftware.program(elf(BASE + 0x1_0000, 0x2000)));
        assertThat(vector.start()).isEqualTo(BASE + 0x1_0000 + 4);
        assertThat(vector.next()).isZero();
        assertThat(ram.read(BASE + 0x1_0000, 1)).isEqualTo(0x77);
    }

    @Test
    void theDeviceTreeEvadesAProgramAtTheTopOfRam() throws LoadException {
        ResetVector vector = load(BareSoftware.program(elf(BASE + MEMORY - 0x2000, 0x2000)));
        assertThat(vector.deviceTree()).isLessThan(BASE + MEMORY - 0x2000 - 0x1_0000);
    }

    /** As a linker makes it of {@code -Ttext=0x80000000}. */
    @Test
    void headersInThePageBeforeRamAreLeftOut() throws LoadException {
        MemorySegment file = elf(BASE - 0x1000, 0x2000);
        ByteBuffer headers = file.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        headers.putLong(24, BASE).putLong(72, 0).putLong(96, 0x1001);
        assertThat(load(BareSoftware.program(file)).start()).isEqualTo(BASE);
        assertThat(ram.read(BASE, 2)).isEqualTo(0x77);
    }

    @Test
    void aKernelMayBeAnElfFileToo() throws LoadException {
        assertThat(load(firmware().withKernel(elf(BASE + 0x40_0000, 0x2000))).next())
                .isEqualTo(BASE + 0x40_0000 + 4);
    }

    @Test
    void theResetVectorHoldsWhatFirmwareLooksFor() {
        ByteBuffer rom = ByteBuffer.wrap(new ResetVector(1, 2, 3).contents()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(rom.getLong(24)).isEqualTo(1);
        assertThat(rom.getLong(32)).isEqualTo(2);
        assertThat(rom.getLong(40)).isEqualTo(0x4942534f);
        assertThat(rom.getLong(56)).isEqualTo(3);
        assertThat(rom.getLong(64)).as("S-mode").isEqualTo(1);
    }

    @Test
    void whatIsNoKernelLiesAsItIsTwoMebibytesIntoRam() throws LoadException {
        Loader.Loaded loaded =
                Loader.load(ram, true, 1, Isa.HART, new Aia.None(), firmware().withKernel(filled(4096, 0x99)));
        assertThat(loaded.vector().next()).isEqualTo(BASE + 0x20_0000);
        assertThat(ram.read(BASE + 0x20_0000 + 4095, 1)).isEqualTo(0x99);
        assertThat(loaded.placements())
                .containsExactly(
                        new Placement(LoadException.Part.MACHINE_MODE, Placement.Form.FLAT, BASE),
                        new Placement(LoadException.Part.KERNEL, Placement.Form.FLAT, BASE + 0x20_0000));
    }

    @Test
    void aCompressedKernelIsRefused() {
        MemorySegment compressed = filled(4096, 0);
        compressed.asByteBuffer().putInt(0x1f8b_0800);
        assertRefused(
                () -> load(firmware().withKernel(compressed)),
                LoadException.Part.KERNEL,
                "a gzip-compressed kernel; unpack it first, as with 'gunzip -c vmlinuz > Image'");
    }

    @Test
    void aLargeKernelLiesAboveWhereJumpingFirmwarePutsTheDeviceTreeAndIsReachedByAJump()
            throws LoadException, IOException {
        ResetVector vector = load(firmware().withKernel(image(0x20_0000, 27 << 20)));
        assertThat(vector.next()).as("it ends below that place").isEqualTo(BASE + 0x20_0000);
        vector = load(firmware().withKernel(image(0x20_0000, 40 << 20)));
        assertThat(vector.next()).as("there is no room above").isEqualTo(BASE + 0x20_0000);
        try (RamFile large = RamFile.create(BASE, 2 * MEMORY)) {
            BareSoftware software = firmware().withKernel(image(0x20_0000, 40 << 20));
            vector = Loader.load(large.ram(), true, 1, Isa.HART, new Aia.None(), software)
                    .vector();
            assertThat(vector.next()).isEqualTo(BASE + 0x240_0000);
            assertThat(large.ram().read(BASE + 0x20_0000, 8)).isEqualTo(0x0002_8067_0220_0297L);
        }
    }

    @Test
    void nothingLiesWhereJumpingFirmwarePutsTheDeviceTree() throws LoadException, FormatException {
        ResetVector vector =
                load(firmware().withKernel(image(0x20_0000, 16 << 20)).withInitrd(filled(29 << 20, 0)));
        DeviceTreeNode chosen = DeviceTree.parse(ram.segment().asSlice(vector.deviceTree() - BASE))
                .find("/chosen")
                .orElseThrow();
        Range copied = new Range(BASE + 0x220_0000, BASE + 0x221_0000);
        long start = chosen.u64s("linux,initrd-start").getFirst();
        assertThat(new Range(start, start + (29 << 20)).overlaps(copied)).isFalse();
        assertThat(copied.holds(vector.deviceTree())).isFalse();
    }

    @Test
    void memoryBehindTheContentOfASegmentIsZeroAlsoTheSecondTime() throws LoadException {
        ram.write(BASE + 0x1_0ff8, 8, -1);
        Loader.load(ram, false, 1, Isa.HART, new Aia.None(), BareSoftware.program(elf(BASE + 0x1_0000, 0x1000)));
        assertThat(ram.read(BASE + 0x1_0ff8, 8)).isZero();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused(
                () -> load(firmware().withKernel(image(0x20_0000, MEMORY))),
                LoadException.Part.KERNEL,
                "it wants memory from 0x80200000 on, 64 MiB, but RAM is 0x80000000 to 0x83ffffff; give more memory or link"
                        + " it elsewhere");
        assertRefused(
                () -> load(BareSoftware.program(elf(0x1000, 0x2000))),
                LoadException.Part.MACHINE_MODE,
                "it wants memory from 0x1000 on, 8192 bytes, but RAM is 0x80000000 to 0x83ffffff; give more memory or link"
                        + " it elsewhere");
        assertRefused(
                () -> load(firmware().withKernel(image(0x20_0000, 40 << 20)).withInitrd(filled(30 << 20, 0))),
                LoadException.Part.INITRD,
                "its 30 MiB do not fit into 64 MiB of memory beside the kernel; give more memory");
        assertRefused(
                () -> load(BareSoftware.firmware(filled((int) MEMORY, 0))),
                LoadException.Part.MEMORY,
                "64 MiB of memory leave no room for a device tree; give more");
    }

    @Test
    void anEntryOutsideOfWhatIsLoadedIsRefused() {
        MemorySegment elf = elf(BASE, 4);
        assertRefused(
                () -> load(BareSoftware.program(elf)),
                LoadException.Part.MACHINE_MODE,
                "its entry 0x80000004 is not in what it loads; link it with an entry in its code");
    }

    @Test
    void aBootCommandThatLeavesNoRoomForTheDeviceTreeIsRefused() {
        assertRefused(
                () -> load(firmware().withBootArguments("x".repeat((int) MEMORY))),
                LoadException.Part.MEMORY,
                "64 MiB of memory leave no room for a device tree; give more");
    }

    @Test
    void whatOverlapsIsRefused() {
        assertRefused(
                () -> load(firmware().withKernel(elf(BASE + 0x1000, 0x2000))),
                LoadException.Part.KERNEL,
                "it wants memory from 0x80001000 to 0x80002fff, where 0x80000000 to 0x801fffff is taken");
    }

    private ResetVector load(BareSoftware software) throws LoadException {
        return Loader.load(ram, true, 1, Isa.HART, new Aia.None(), software).vector();
    }

    private static void assertRefused(ThrowingCallable loading, LoadException.Part part, String message) {
        assertThatThrownBy(loading).isInstanceOfSatisfying(LoadException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.part()).isEqualTo(part);
        });
    }

    private static BareSoftware firmware() {
        return BareSoftware.firmware(filled(1000, 0x55));
    }

    private static MemorySegment filled(int size, int octet) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) octet);
        return MemorySegment.ofArray(bytes);
    }

    private static MemorySegment image(long textOffset, long imageSize) {
        ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(8, textOffset).putLong(16, imageSize).putInt(56, 0x0543_5352);
        return MemorySegment.ofArray(header.array());
    }

    /** An executable of one segment that begins with the byte 0x77; its entry is four bytes into it. */
    private static MemorySegment elf(long address, long size) {
        ByteBuffer file = ByteBuffer.allocate(0x1001).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c_457f).put(4, (byte) 2).put(5, (byte) 1);
        file.putShort(16, (short) 2).putShort(18, (short) 243).putLong(24, address + 4);
        file.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        file.putInt(64, 1).putInt(68, 7).putLong(72, 0x1000);
        file.putLong(80, address).putLong(88, address).putLong(96, 1).putLong(104, size);
        file.put(0x1000, (byte) 0x77);
        return MemorySegment.ofArray(file.array());
    }
}
