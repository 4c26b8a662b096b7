// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    private static Optional<String> oneLine(String text) {
        return new AptSources(AptSources.oneLineFormat(text)).debianMirror();
    }

    private static Optional<String> deb822(String text) {
        return new AptSources(AptSources.deb822Format(text)).debianMirror();
    }

    @Test
    void oneLineFormatIsRead() {
        assertThat(oneLine("""
                        # comment
                        deb-src http://s.example/debian trixie main
                        deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian trixie main contrib # why
                        """)).contains("http://m.example/debian");
    }

    @Test
    void deb822FormatIsRead() {
        assertThat(deb822("""
                        Types: deb deb-src
                        # a comment
                        URIs: http://m.example/debian
                        Suites: bookworm
                         bookworm-updates
                        Components: main
                        """)).contains("http://m.example/debian");
    }

    @Test
    void disabledStanzasDoNotCount() {
        assertThat(deb822("Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n"))
                .isEmpty();
    }

    @Test
    void thirdPartiesAndSecurityDoNotCount() {
        assertThat(oneLine("""
                        deb http://x.example/node nodistro main
                        deb http://s.example/debian-security trixie-security main
                        deb http://flat.example/debian ./
                        """)).isEmpty();
    }

    @Test
    void unusuallyNamedMirrorIsKnownByItsSuite() {
        assertThat(oneLine("deb http://cache.example/d/ trixie main")).contains("http://cache.example/d/");
    }

    @Test
    void bothPlacesAreRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("sources.list"), "deb http://x.example/other stuff main\n");
        Path parts = Files.createDirectory(folder.resolve("sources.list.d"));
        Files.writeString(
                parts.resolve("debian.sources"),
                "Types: deb\nURIs: http://m.example/debian\nSuites: sid\nComponents: main\n");
        Files.writeString(parts.resolve("old.list.disabled"), "deb http://no.example/debian sid main\n");
        assertThat(AptSources.read(folder).debianMirror()).contains("http://m.example/debian");
        assertThat(AptSources.read(folder.resolve("nowhere")).entries()).isEmpty();
    }
}
