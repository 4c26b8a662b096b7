// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The guest images that Cordon can fetch, and the folder that keeps them: {@code $XDG_CACHE_HOME/cordon/images}, or
 * {@code ~/.cache/cordon/images}.
 *
 * <p>An image is there whole or not at all: it is built in a folder beside its place and moved there at the end, under a lock
 * that keeps two processes from building it at once.
 */
public final class Images {
    /** The images that there are. */
    private enum Kind {
        DEBIAN("debian", "Debian's kernel with BusyBox, and OpenSBI", true),
        DEBIAN_SID("debian-sid", "the same of Debian's unstable release: what is newest today", true),
        U_BOOT("u-boot", "Debian's U-Boot, for the bare machine", false);

        private final String name;
        private final String description;
        private final boolean guest;

        Kind(String name, String description, boolean guest) {
            this.name = name;
            this.description = description;
            this.guest = guest;
        }
    }

    /** A file lock keeps other processes out, but not other threads of this one. */
    private static final Object IN_THIS_JVM = new Object();

    private final Path cache;
    private final AptHost host;

    Images(Path cache, AptHost host) {
        this.cache = cache;
        this.host = host;
    }

    /** The images of the user who runs this JVM. */
    public static Images ofUser() {
        return new Images(cache(System.getenv(), System.getProperty("user.home", "")), AptHost.here());
    }

    /** As the XDG Base Directory Specification has it: a relative XDG_CACHE_HOME does not count. */
    static Path cache(Map<String, String> environment, String home) {
        Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        return (xdg.isAbsolute() ? xdg : Path.of(home, ".cache"))
                .resolve("cordon")
                .resolve("images");
    }

    /** The names of the images that have a kernel, which can be guests. */
    public Set<String> guests() {
        return Stream.of(Kind.values())
                .filter(kind -> kind.guest)
                .map(kind -> kind.name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All images that can be had, fetched or not. */
    public List<Image> list() {
        return Stream.of(Kind.values()).map(this::image).toList();
    }

    /**
     * One image, fetched or not.
     *
     * @throws CordonException if there is none of that name
     */
    public Image find(String name) {
        return image(kind(name));
    }

    private static Kind kind(String name) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.name.equals(name))
                .findAny()
                .orElseThrow(() -> new CordonException("there is no image '" + name + "'; the images are: "
                        + Stream.of(Kind.values()).map(kind -> kind.name).collect(Collectors.joining(", "))));
    }

    private Image image(Kind kind) {
        Path folder = cache.resolve(kind.name);
        return new Image(kind.name, kind.description, folder, Files.isDirectory(folder), size(folder));
    }

    /**
     * Fetches an image if it is not there.
     *
     * @param again whether to fetch it also if it is there; the old one stays until the new one is whole
     * @throws CordonException if there is none of that name or it cannot be fetched; whatever was there before still is
     */
    public Image pull(String name, boolean again, Progress progress) {
        Image image = find(name);
        if (image.present() && !again) {
            return image;
        }
        try {
            Files.createDirectories(cache);
            synchronized (IN_THIS_JVM) {
                pullAlone(image, again, progress);
            }
            return find(name);
        } catch (IOException e) {
            throw new CordonException("cannot fetch the image '" + name + "': " + Failures.describe(e));
        }
    }

    private void pullAlone(Image image, boolean again, Progress progress) throws IOException {
        Path lockFile = cache.resolve("." + image.name() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, progress)) {
            if (lock.isValid() && (again || !find(image.name()).present())) {
                build(kind(image.name()), image.folder(), progress);
            }
        }
    }

    private static FileLock lock(FileChannel channel, Progress progress) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            progress.step("waiting for another process that fetches the same image");
            lock = channel.lock();
        }
        return lock;
    }

    private void build(Kind kind, Path folder, Progress progress) throws IOException {
        Path work = cache.resolve("." + folder.getFileName() + ".work");
        Path fresh = work.resolve("image");
        delete(work); // what a killed process left
        Thread onExit = new Thread(() -> delete(work), "image-cleaner");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            Files.createDirectories(fresh);
            switch (kind) {
                case DEBIAN -> new DebianImage(host, DebianImage.STABLE, progress).build(work, fresh);
                case DEBIAN_SID -> new DebianImage(host, DebianImage.UNSTABLE, progress).build(work, fresh);
                case U_BOOT -> new UBootImage(host, progress).build(work, fresh);
            }
            if (Files.isDirectory(folder)) {
                Files.move(folder, work.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
            try {
                Runtime.getRuntime().removeShutdownHook(onExit);
            } catch (IllegalStateException e) {
                // The JVM is on its way down: the hook runs anyway.
            }
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            // The next pull tries again.
        }
    }

    private static long size(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return 0; // it vanished meanwhile
        }
    }
}
