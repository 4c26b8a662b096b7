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

    private final AptHost host;
    private final Path folder;
    private final Path configuration;

    private PrivateApt(AptHost host, Path folder) {
        this.host = host;
        this.folder = folder;
        this.configuration = folder.resolve("apt.conf");
    }

    /**
     * Prepares apt in an empty folder and fetches the index of {@code suite}.
     *
     * @throws CordonException if the host has no apt, no Debian mirror or no keyring, or if apt refuses
     */
    static PrivateApt open(AptHost host, Path folder, String suite) throws IOException {
        List.of("apt-get", "apt-cache", "dpkg-deb").forEach(host::program);
        String mirror = AptSources.read(host.configuration())
                .debianMirror()
                .orElseThrow(() -> new CordonException("apt's sources in " + host.configuration()
                        + " name no Debian mirror; add one, or pass files of your own: cordon boot --kernel IMAGE"
                        + " --initrd INITRAMFS"));
        Path keyring = host.keyring()
                .orElseThrow(() -> new CordonException("the keys of the Debian archive are missing ("
                        + host.keyrings().getFirst() + "); install the package debian-archive-keyring"));
        PrivateApt apt = new PrivateApt(host, folder);
        apt.configure("deb [arch=riscv64 signed-by=" + keyring + "] " + mirror + " " + suite + " main\n");
        apt.run(() -> {}, "apt-get", "update", "-q");
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
        String text = run(() -> {}, "apt-cache", "show", "--no-all-versions", name);
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
        List<String> arguments = new ArrayList<>(List.of("download", "-q"));
        packages.forEach(wanted -> arguments.add(wanted.name() + "=" + wanted.version()));
        run(tick, "apt-get", arguments.toArray(String[]::new));
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

    private String run(Runnable tick, String program, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(host.program(program)));
        words.addAll(List.of(arguments));
        Map<String, String> environment = Map.of("APT_CONFIG", configuration.toString(), "PATH", host.path());
        Command.Result result = new Command(words, environment, folder).run(tick);
        if (!result.succeeded()) {
            throw new CordonException(program + " " + arguments[0] + " failed: " + result.complaint());
        }
        return result.output();
    }
}
