// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code cordon --version} prints; the build writes the number into a resource. */
final class Version implements IVersionProvider {
    /** For picocli. */
    Version() {}

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream("build.properties")) {
            if (resource != null) {
                build.load(resource);
            }
        }
        return new String[] {
            "cordon " + build.getProperty("version", "(unbuilt)"),
            "on " + System.getProperty("java.vm.name") + " " + Runtime.version() + ", " + System.getProperty("os.name")
                    + " " + System.getProperty("os.arch")
        };
    }
}
