// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.Image;
import dev.cordon.host.Images;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cordon images}: the guest images that Cordon fetches and keeps. */
@Command(
        name = "images",
        description = "Lists, fetches and finds guest images.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  cordon images list",
            "  cordon images pull debian",
            "  cordon boot --kernel $(cordon images path debian)/Image"
        })
final class ImagesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final Images images = Images.ofUser();

    /** For picocli. */
    ImagesCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }

    @Command(
            name = "list",
            description = "Lists the images that can be had: name, state, size, folder.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: cordon images list --json"})
    void list(@Option(names = "--json", description = "Print JSON.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        List<Image> all = images.list();
        if (json) {
            out.println(Json.array(all.stream().map(ImagesCommand::json).toList()));
            return;
        }
        for (Image image : all) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %-11s %9s  %s%n",
                    image.name(),
                    image.present() ? "present" : "not fetched",
                    image.present() ? megabytes(image.size()) : "-",
                    image.folder());
        }
    }

    @Command(
            name = "pull",
            description = "Fetches an image through this host's apt and keeps it for later runs.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Packages come from the Debian mirror of apt's own sources; apt checks their",
                "signatures. No root is needed.",
                "Example: cordon images pull debian"
            })
    void pull(
            @Parameters(paramLabel = "NAME", description = "The image, for instance debian.") String name,
            @Option(names = "--again", description = "Fetch it also if it is there, for newer packages.")
                    boolean again) {
        boolean present = images.find(name).present();
        Image image;
        try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), Terminals.errors())) {
            image = images.pull(name, again, bar);
        }
        String state = present && !again ? "is already here" : "is ready";
        spec.commandLine().getErr().println("cordon: " + name + " " + state + ": " + image.folder());
    }

    @Command(
            name = "path",
            description =
                    "Prints the folder of a fetched image, where its files lie: Image, initramfs.cpio.gz, fw_dynamic.bin, ...",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: cordon images path debian"})
    void path(
            @Parameters(paramLabel = "NAME", description = "The image, for instance debian.") String name,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        Image image = images.find(name);
        if (!image.present()) {
            throw new CordonException("the image '" + name + "' is not here yet; fetch it: cordon images pull " + name);
        }
        spec.commandLine().getOut().println(json ? json(image) : image.folder());
    }

    private static String json(Image image) {
        return Json.object(
                "name", image.name(),
                "description", image.description(),
                "present", image.present(),
                "bytes", image.size(),
                "folder", image.folder().toString());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
