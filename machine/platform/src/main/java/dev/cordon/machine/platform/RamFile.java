// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.machine.engine.Ram;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's RAM as a sparse, memory-mapped file: memory that is never touched costs nothing, and another process
 * could map it too.
 *
 * <p>The file lies in shared memory if it fits there, else in the folder for temporary files. It has no name any more
 * once it is mapped, where the operating system allows that; elsewhere closing removes it.
 */
public final class RamFile implements AutoCloseable {

    /** Sizes are multiples of this many bytes. */
    public static final long PAGE = 4096;

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Arena arena;
    private final Path file;
    private final Ram ram;

    private RamFile(Arena arena, Path file, Ram ram) {
        this.arena = arena;
        this.file = file;
        this.ram = ram;
    }

    /**
     * Makes zeroed RAM.
     *
     * @param base physical address of the first byte, a multiple of {@link #PAGE}
     * @param size bytes, a positive multiple of {@link #PAGE}
     * @throws IOException if no folder has room for it; the message tells the user what to do
     */
    public static RamFile create(long base, long size) throws IOException {
        return create(base, size, List.of(SHARED_MEMORY, Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /** As {@link #create(long, long)}, in the first of the folders that has room. */
    static RamFile create(long base, long size, List<Path> folders) throws IOException {
        return map(base, size, folderWithRoom(size, folders));
    }

    /** The RAM; accessible from any thread until {@link #close}. */
    public Ram ram() {
        return ram;
    }

    /** Gives the memory back to the host. No hart may be running: the RAM is gone at once. Closing again does nothing. */
    @Override
    public void close() throws IOException {
        if (arena.scope().isAlive()) {
            arena.close();
            Files.deleteIfExists(file);
        }
    }

    private static Path folderWithRoom(long size, List<Path> folders) throws IOException {
        List<String> tried = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                continue;
            }
            FileStore store = Files.getFileStore(folder);
            long room = store.getUsableSpace();
            if (room >= size) {
                return folder;
            }
            tried.add(folder + " has " + mebibytes(room));
        }
        throw new IOException("no room for " + mebibytes(size) + " of machine memory ("
                + (tried.isEmpty() ? "no folder for temporary files is writable" : String.join(", ", tried))
                + "); free some, give the guests less memory, or name another folder with -Djava.io.tmpdir");
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static RamFile map(long base, long size, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "cordon-ram-", "");
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
            unlink(file);
            return new RamFile(arena, file, new Ram(base, size, segment));
        } catch (IOException | RuntimeException e) {
            arena.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Takes the file's name away, so that nothing is left behind however this process ends. */
    private static void unlink(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit(); // an operating system that keeps names of mapped files
        }
    }
}
