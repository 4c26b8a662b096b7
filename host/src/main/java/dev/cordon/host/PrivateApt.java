// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The host's apt, run as an ordinary user over a folder of its own: lists, cache and status lie there, the host's are not
 * touched. Packages are for riscv64 and come from the mirror that the host itself uses; apt checks the archive's signature
 * against the Debian keyring, and every package against the signed index.
 */
final class PrivateApt {
    /** What a package is, as the signed index says. */
    record Deb(String name, String version, long size, String sha256) {}

    private static final List<String> KEYRINGS =
            List.of("/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp");

    private final Path folder;
    private final Path configuration;

    private PrivateApt(Path folder) {
        this.folder = folder;
        this.configuration = folder.resolve("apt.conf");
    }

    /**
     * Prepares apt in an empty folder and fetches the index of {@code suite}.
     *
     * @param hostConfiguration the host's apt folder, usually {@code /etc/apt}
     * @throws CordonException if the host has no apt, no Debian mirror or no keyring, or if apt refuses
     */
    static PrivateApt open(Path folder, Path hostConfiguration, String suite, Runnable tick) throws IOException {
        for (String program : List.of("apt-get", "apt-cache", "dpkg-deb")) {
            if (Command.find(program).isEmpty()) {
                throw new CordonException("this host has no " + program + ", with which Debian's packages are fetched; "
                        + "pass files of your own: cordon boot --kernel IMAGE --initrd INITRAMFS");
            }
        }
        String mirror = AptSources.read(hostConfiguration)
                .debianMirror()
                .orElseThrow(() -> new CordonException("apt's sources in " + hostConfiguration
                        + " name no Debian mirror; add one, or pass files of your own: cordon boot --kernel IMAGE"
                        + " --initrd INITRAMFS"));
        String keyring = KEYRINGS.stream()
                .filter(file -> Files.isReadable(Path.of(file)))
                .findFirst()
                .orElseThrow(() -> new CordonException("the keys of the Debian archive are missing ("
                        + KEYRINGS.getFirst() + "); install the package debian-archive-keyring"));
        PrivateApt apt = new PrivateApt(folder);
        apt.configure("deb [arch=riscv64 signed-by=" + keyring + "] " + mirror + " " + suite + " main\n");
        apt.run(tick, "apt-get", "-q", "update");
        return apt;
    }

    private void configure(String sources) throws IOException {
        for (String name : List.of("state/lists/partial", "cache/archives/partial", "none")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.createFile(folder.resolve("state/status"));
        Files.writeString(folder.resolve("sources.list"), sources);
        // Dir::Etc::main and parts stay the host's: what it says about proxies and certificates holds here, too.
        Files.writeString(configuration, """
                Dir::State "%1$s/state";
                Dir::State::status "%1$s/state/status";
                Dir::Cache "%1$s/cache";
                Dir::Cache::pkgcache "";
                Dir::Cache::srcpkgcache "";
                Dir::Etc::sourcelist "%1$s/sources.list";
                Dir::Etc::sourceparts "%1$s/none";
                Dir::Etc::preferences "%1$s/none/preferences";
                Dir::Etc::preferencesparts "%1$s/none";
                Dir::Etc::trusted "%1$s/none/trusted.gpg";
                Dir::Etc::trustedparts "%1$s/none";
                APT::Architecture "riscv64";
                APT::Architectures "riscv64";
                APT::Sandbox::User "";
                APT::Update::Error-Mode "any";
                Acquire::Languages "none";
                Acquire::AllowInsecureRepositories "false";
                Acquire::Retries "3";
                """.formatted(folder));
    }

    /** The package that a meta package depends on whose name begins with {@code prefix}. */
    String dependency(String meta, String prefix) throws IOException {
        return run(() -> {}, "apt-cache", "depends", meta)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: " + prefix))
                .map(line -> line.substring("Depends: ".length()))
                .findFirst()
                .orElseThrow(() -> new CordonException(
                        "the Debian archive has no package " + prefix + "... behind " + meta + " for riscv64"));
    }

    /** What the index says about a package. */
    Deb describe(String name) throws IOException {
        String text = run(() -> {}, "apt-cache", "--no-all-versions", "show", name);
        return new Deb(name, field(text, "Version"), Long.parseLong(field(text, "Size")), field(text, "SHA256"));
    }

    private static String field(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2).strip())
                .findFirst()
                .orElseThrow(() -> new CordonException("apt-cache show gives no field " + key));
    }

    /** Downloads packages and returns their files, in the same order. */
    List<Path> download(List<Deb> packages, Runnable tick) throws IOException {
        List<String> words = new ArrayList<>(List.of("apt-get", "-q", "download"));
        packages.forEach(wanted -> words.add(wanted.name() + "=" + wanted.version()));
        run(tick, words.toArray(String[]::new));
        List<Path> files = new ArrayList<>();
        for (Deb wanted : packages) {
            files.add(file(wanted));
        }
        return files;
    }

    private Path file(Deb wanted) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith(wanted.name() + "_"))
                    .findFirst()
                    .orElseThrow(() -> new CordonException("apt-get downloaded no file for " + wanted.name()));
        }
    }

    private String run(Runnable tick, String... words) throws IOException {
        Command.Result result =
                new Command(List.of(words), Map.of("APT_CONFIG", configuration.toString()), folder).run(tick);
        if (!result.succeeded()) {
            throw new CordonException(
                    words[0] + " " + words[words.length > 2 ? 2 : 1] + " failed: " + result.complaint());
        }
        return result.output();
    }
}
