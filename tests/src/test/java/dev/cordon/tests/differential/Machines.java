// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Engine;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.platform.Aia;
import dev.cordon.machine.platform.BareMachine;
import dev.cordon.machine.platform.BareSoftware;
import dev.cordon.machine.platform.LoadException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The two machines that run the same RAM. */
final class Machines {
    /** The hart as QEMU is to have it: exactly the extensions of ours. */
    private static final String CPU =
            "rv64i,m=on,a=on,f=on,d=on,c=on,h=on,u=on,s=on,zicsr=on,zifencei=on,zicbom=on,zicboz=on,"
                    + "zba=on,zbb=on,zbs=on,zicntr=on,zihpm=on,zihintpause=on,sstc=on,svade=on,svadu=on,svinval=on,svnapot=on,svpbmt=on,pmu-mask=0xfffffff8,sv39=on,sv48=on,"
                    + "mmu=on,pmp=on";

    private static final int PATIENCE_SECONDS = 600;

    private Machines() {}

    /** RAM with the monitor and some cases, to be started at its first byte. */
    static Image image(List<Program> programs, Arena arena) {
        int regions = programs.stream().mapToInt(program -> program.index).max().orElse(0) + 1;
        Image image = new Image(arena.allocate(Layout.imageSize(regions)), Layout.RAM);
        image.put(Layout.RAM, Monitor.code());
        image.put(Layout.TABLE, programs.size());
        for (int i = 0; i < programs.size(); i++) {
            image.put(Layout.TABLE + 8 + 8L * i, Layout.caseAddress(programs.get(i).index));
            programs.get(i).write(image);
        }
        return image;
    }

    /** What our machine makes of RAM, with an engine of its own. */
    static Image ours(Image image, Arena arena, Engine engine) throws IOException, LoadException, InterruptedException {
        BareSoftware software = BareSoftware.firmware(image.segment());
        try (BareMachine machine = new BareMachine(
                software, 1, Isa.HART, new Aia.None(), engine, memory(image), new HostTime(), octet -> {})) {
            machine.start();
            try {
                machine.await(Duration.ofSeconds(PATIENCE_SECONDS));
            } catch (TimeoutException e) {
                throw new IllegalStateException("our machine hangs", e);
            }
            Image result = new Image(arena.allocate(image.segment().byteSize()), Layout.RAM);
            MemorySegment.copy(
                    machine.machine().ram().segment(),
                    0,
                    result.segment(),
                    0,
                    image.segment().byteSize());
            return result;
        }
    }

    /** What QEMU makes of it. */
    static Image theirs(Path qemu, Image image, Arena arena) throws IOException, InterruptedException {
        Path ram = Files.createTempFile("differential", ".ram");
        try {
            try (FileChannel channel = FileChannel.open(ram, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MemorySegment file = channel.map(FileChannel.MapMode.READ_WRITE, 0, memory(image), arena);
                MemorySegment.copy(image.segment(), 0, file, 0, image.segment().byteSize());
                String size = (memory(image) >> 20) + "M";
                Process process = new ProcessBuilder(
                                qemu.toString(),
                                "-M",
                                "virt,memory-backend=ram",
                                "-cpu",
                                CPU,
                                "-m",
                                size,
                                "-object",
                                "memory-backend-file,id=ram,size=" + size + ",mem-path=" + ram + ",share=on",
                                "-nographic",
                                "-serial",
                                "none",
                                "-monitor",
                                "none",
                                "-bios",
                                "none")
                        .redirectErrorStream(true)
                        .start();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                    throw new IllegalStateException("QEMU hangs");
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException("QEMU: "
                            + new String(
                                    process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
                return new Image(file.asSlice(0, image.segment().byteSize()), Layout.RAM);
            }
        } finally {
            Files.delete(ram);
        }
    }

    /** Bytes of RAM: what the image takes and room for a device tree. */
    private static long memory(Image image) {
        return (image.segment().byteSize() + (8 << 20)) & -(1L << 20);
    }

    private static final class HostTime implements Clock {
        private final long start = System.nanoTime();

        @Override
        public long time() {
            return (System.nanoTime() - start) / 100;
        }

        @Override
        public long timeOfDay() {
            return System.currentTimeMillis() * 1_000_000;
        }

        @Override
        public long instructionsUntil(long time) {
            return 10_000;
        }
    }
}
