// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.formats.Newc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from an apt that is three shell scripts: no network, no Debian. */
class ImagesTest {
    @TempDir
    private Path folder;

    private Path programs;
    private Path cache;
    private Images images;

    @BeforeEach
    void makeHost() throws IOException {
        programs = Files.createDirectory(folder.resolve("bin"));
        cache = folder.resolve("cache");
        Path configuration = Files.createDirectory(folder.resolve("apt"));
        Files.writeString(configuration.resolve("sources.list"), "deb http://m.example/debian trixie main\n");
        Path keyring = Files.createFile(folder.resolve("keys.gpg"));
        images = new Images(cache, new AptHost(programs.toString(), configuration, List.of(keyring)));

        TarArchive.write(folder.resolve("kernel.tar"), Map.of("./boot/vmlinux-9.9-riscv64", "kernel"));
        TarArchive.write(folder.resolve("busybox.tar"), Map.of("./usr/bin/busybox", "busybox"));
        TarArchive.write(
                folder.resolve("opensbi.tar"),
                Map.of(
                        "./usr/lib/riscv32-linux-gnu/opensbi/generic/fw_jump.bin", "wrong",
                        "./usr/lib/riscv64-linux-gnu/opensbi/generic/fw_jump.bin", "jump",
                        "./usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin", "dynamic"));
        script("apt-get", """
                case $1 in
                  download)
                    /bin/cp '%1$s/kernel.tar' linux-image-9.9-riscv64_9.9_riscv64.deb
                    /bin/cp '%1$s/busybox.tar' busybox-static_1_riscv64.deb
                    /bin/cp '%1$s/opensbi.tar' opensbi_1_all.deb;;
                esac""".formatted(folder));
        script("apt-cache", """
                case $1 in
                  depends) echo "$2"; echo '  Depends: linux-image-9.9-riscv64';;
                  show) echo "Package: $3"; echo 'Version: 1'; echo 'Size: 10'; echo 'SHA256: 00';;
                esac""");
        script("dpkg-deb", "/bin/cat \"$2\"");
    }

    private void script(String name, String text) throws IOException {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void assertThatPullFails(String message) {
        assertThatThrownBy(() -> images.pull("debian", false, Progress.SILENT))
                .isInstanceOf(CordonException.class)
                .hasMessageContaining(message);
        assertThat(images.find("debian").present()).isFalse();
        assertThat(leftovers()).isEmpty();
    }

    /** What lies in the cache beside images and locks. */
    private List<Path> leftovers() {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> !file.endsWith("debian") && !file.endsWith(".debian.lock"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void pulledImageIsWhole() throws IOException {
        Image image = images.pull("debian", false, Progress.SILENT);
        assertThat(image.present()).isTrue();
        assertThat(image.kernel()).hasContent("kernel");
        assertThat(image.folder().resolve("fw_jump.bin")).hasContent("jump");
        assertThat(image.folder().resolve("fw_dynamic.bin")).hasContent("dynamic");
        assertThat(image.folder().resolve("packages.txt")).content().contains("linux-image-9.9-riscv64 1 sha256:00\n");
        try (InputStream archive = new GZIPInputStream(Files.newInputStream(image.initramfs()))) {
            assertThat(Newc.read(archive.readAllBytes()).stream().map(Newc.Member::name))
                    .contains("init", "bin/busybox", "dev/console");
        }
        assertThat(image.size()).isPositive();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void secondPullFetchesNothing() throws IOException {
        images.pull("debian", false, Progress.SILENT);
        script("apt-get", "exit 1");
        assertThat(images.pull("debian", false, Progress.SILENT).present()).isTrue();
    }

    @Test
    void pullAgainReplacesTheImageOnlyByAWholeOne() throws IOException {
        images.pull("debian", false, Progress.SILENT);
        TarArchive.write(folder.resolve("kernel.tar"), Map.of("./boot/vmlinuz-10.0-riscv64", "newer"));
        assertThat(images.pull("debian", true, Progress.SILENT).kernel()).hasContent("newer");
        script("apt-get", "echo 'E: no network' >&2; exit 100");
        assertThatThrownBy(() -> images.pull("debian", true, Progress.SILENT)).hasMessageContaining("E: no network");
        assertThat(images.find("debian").kernel()).hasContent("newer");
    }

    @Test
    void twoAtOnceBuildOne() {
        CompletableFuture<Image> other =
                CompletableFuture.supplyAsync(() -> images.pull("debian", false, Progress.SILENT));
        assertThat(images.pull("debian", false, Progress.SILENT).present()).isTrue();
        assertThat(other.join().present()).isTrue();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatAKilledPullLeftIsRemoved() throws IOException {
        Files.createDirectories(cache.resolve(".debian.work/image"));
        Files.writeString(cache.resolve(".debian.work/image/Image"), "half");
        assertThat(images.find("debian").present()).isFalse();
        assertThat(images.pull("debian", false, Progress.SILENT).kernel()).hasContent("kernel");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void hostWithoutAptSaysWhatToPassInstead() throws IOException {
        Files.delete(programs.resolve("apt-get"));
        assertThatPullFails(
                "this host has no apt-get, with which Debian's packages are fetched; pass files of your own: "
                        + "cordon boot --kernel IMAGE --initrd INITRAMFS");
    }

    @Test
    void hostWithoutDebianMirrorSaysSo() throws IOException {
        Files.writeString(folder.resolve("apt/sources.list"), "deb http://m.example/ubuntu noble main\n");
        assertThatPullFails("name no Debian mirror");
    }

    @Test
    void hostWithoutKeysSaysWhatToInstall() throws IOException {
        Files.delete(folder.resolve("keys.gpg"));
        assertThatPullFails("install the package debian-archive-keyring");
    }

    @Test
    void refusedSignatureIsAptsOwnWord() throws IOException {
        script("apt-get", "echo \"E: The repository 'x' is not signed.\" >&2; exit 100");
        assertThatPullFails("apt-get update failed: E: The repository 'x' is not signed.");
    }

    @Test
    void brokenDownloadLeavesNothing() throws IOException {
        script("apt-get", "[ $1 = update ] || { echo half > opensbi_1_all.deb; echo 'E: broken off' >&2; exit 100; }");
        assertThatPullFails("apt-get download failed: E: broken off");
    }

    @Test
    void damagedPackageLeavesNothing() throws IOException {
        Files.write(
                folder.resolve("kernel.tar"),
                java.util.Arrays.copyOf(Files.readAllBytes(folder.resolve("kernel.tar")), 515));
        assertThatPullFails("is damaged");
    }

    @Test
    void packageWithoutKernelLeavesNothing() throws IOException {
        TarArchive.write(folder.resolve("kernel.tar"), Map.of("./boot/config", "x"));
        assertThatPullFails("holds no file boot/vmlinu");
    }

    @Test
    void theUnstableKernelLiesInAPackageOfItsOwn() throws IOException {
        TarArchive.write(folder.resolve("kernel.tar"), Map.of("./usr/lib/modules/9.9/vmlinuz", "newest"));
        script("apt-cache", """
                case $1:$2 in
                  depends:linux-image-riscv64) echo '  Depends: linux-image-9.9-riscv64';;
                  depends:linux-image-9.9-riscv64) echo '  Depends: linux-binary-9.9-riscv64';;
                  show:*) echo "Package: $3"; echo 'Version: 1'; echo 'Size: 10'; echo 'SHA256: 00';;
                esac""");
        script("apt-get", """
                case $1 in
                  download)
                    /bin/cp '%1$s/kernel.tar' linux-binary-9.9-riscv64_9.9_riscv64.deb
                    /bin/cp '%1$s/busybox.tar' busybox-static_1_riscv64.deb
                    /bin/cp '%1$s/opensbi.tar' opensbi_1_all.deb;;
                esac""".formatted(folder));
        assertThat(images.pull("debian-sid", false, Progress.SILENT).kernel()).hasContent("newest");
        assertThat(images.guests()).containsExactlyInAnyOrder("debian", "debian-sid");
    }

    @Test
    void uBootComesForBothModes() throws IOException {
        TarArchive.write(
                folder.resolve("u-boot.tar"),
                Map.of(
                        "./usr/lib/u-boot/qemu-riscv64/u-boot.bin", "machine",
                        "./usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin", "supervisor"));
        script("apt-get", "[ $1 = update ] || /bin/cp '%s/u-boot.tar' u-boot-qemu_1_all.deb".formatted(folder));
        Path files = images.pull("u-boot", false, Progress.SILENT).folder();
        assertThat(files.resolve("u-boot.bin")).hasContent("machine");
        assertThat(files.resolve("u-boot-smode.bin")).hasContent("supervisor");
        assertThat(files.resolve("packages.txt")).content().contains("u-boot-qemu 1 sha256:00\n");
    }

    @Test
    void unknownImageIsNamedWithThoseThatExist() {
        assertThatThrownBy(() -> images.pull("nix", false, Progress.SILENT))
                .hasMessage("there is no image 'nix'; the images are: debian, debian-sid, u-boot");
    }

    @Test
    void cacheFollowsTheEnvironment() {
        assertThat(Images.cache(Map.of("XDG_CACHE_HOME", "/x"), "/home/u")).isEqualTo(Path.of("/x/cordon/images"));
        assertThat(Images.cache(Map.of("XDG_CACHE_HOME", "rel"), "/home/u"))
                .isEqualTo(Path.of("/home/u/.cache/cordon/images"));
        assertThat(Images.cache(Map.of(), "/home/u")).isEqualTo(Path.of("/home/u/.cache/cordon/images"));
    }
}
