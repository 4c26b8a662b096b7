// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packages that apt has downloaded and checked, and the files that are taken out of them. */
final class FetchedPackages {
    private final AptHost host;
    private final List<PrivateApt.Deb> packages;
    /** Of the packages, in their order. */
    private final List<Path> files;

    private FetchedPackages(AptHost host, List<PrivateApt.Deb> packages, List<Path> files) {
        this.host = host;
        this.packages = packages;
        this.files = files;
    }

    /** Downloads packages into {@code work}, the folder of {@code apt}. */
    static FetchedPackages fetch(AptHost host, PrivateApt apt, Path work, List<String> names, Progress progress)
            throws IOException {
        List<PrivateApt.Deb> packages = new ArrayList<>();
        for (String name : names) {
            packages.add(apt.describe(name));
        }
        long total = packages.stream().mapToLong(PrivateApt.Deb::size).sum();
        progress.step("downloading " + String.join(", ", names));
        List<Path> files = apt.download(packages, () -> progress.downloaded(Math.min(downloaded(work), total), total));
        progress.downloaded(total, total);
        return new FetchedPackages(host, packages, files);
    }

    /** Writes the first file of a fetched package whose path matches to {@code target}. */
    void extract(String name, Pattern path, Path target) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            if (packages.get(i).name().equals(name)) {
                new DebPackage(host, files.get(i)).extract(path, target);
            }
        }
    }

    /** Writes down, beside the files, which packages they are from: name, version and checksum of each. */
    void list(Path target) throws IOException {
        Files.writeString(
                target.resolve("packages.txt"),
                packages.stream()
                        .map(each -> each.name() + " " + each.version() + " sha256:" + each.sha256() + "\n")
                        .collect(Collectors.joining()));
    }

    /** How many bytes of packages lie in {@code work} by now, finished or not. */
    private static long downloaded(Path work) {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().contains(".deb"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0; // only the progress bar is the poorer for it
        }
    }
}
