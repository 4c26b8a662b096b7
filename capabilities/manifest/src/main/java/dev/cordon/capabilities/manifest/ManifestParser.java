// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.Life;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the text of a manifest into records. A component of which too much is wrong is left out, and its name kept, so that wires to it
 * raise no further errors.
 */
final class ManifestParser {

    private static final int MAXIMUM_BYTES = 1 << 20;

    private final Path file;
    private final Findings findings;
    private final Set<String> broken = new HashSet<>();

    private ManifestParser(Path file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    static CheckedSystem load(Path file, Set<String> images) {
        if (file.toString().isEmpty()) {
            return unreadable(DiagnosticCode.MANIFEST_UNREADABLE, "the name of the manifest is empty", "name a file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAXIMUM_BYTES + 1);
        } catch (NoSuchFileException e) {
            return unreadable(DiagnosticCode.MANIFEST_UNREADABLE, file + " does not exist", "name a file that does");
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a folder" : "cannot be read";
            return unreadable(DiagnosticCode.MANIFEST_UNREADABLE, file + " " + why, "name a file that can be read");
        }
        if (bytes.length > MAXIMUM_BYTES) {
            String what = file + " is larger than " + MemorySize.format(MAXIMUM_BYTES);
            return unreadable(DiagnosticCode.MANIFEST_TOO_LARGE, what, "name a manifest");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(file, text, images);
        } catch (CharacterCodingException e) {
            return unreadable(DiagnosticCode.NOT_YAML, file + " is not UTF-8 text", "name a manifest");
        }
    }

    static CheckedSystem parse(Path file, String text, Set<String> images) {
        YamlText yaml = new YamlText(file, text);
        Optional<Node> root;
        try {
            root = yaml.root();
        } catch (YamlText.Refused e) {
            return CheckedSystem.broken(List.of(e.diagnostic()));
        }
        Findings findings = new Findings(yaml);
        if (root.isEmpty()) {
            return unreadable(DiagnosticCode.MISSING_KEY, file + " is empty", "begin the manifest with 'cordon: 1'");
        }
        ManifestParser parser = new ManifestParser(file, findings);
        findings.place("", root.get());
        Optional<SystemManifest> system = Section.of(findings, "", root.get()).flatMap(parser::system);
        List<Diagnostic> diagnostics = new ArrayList<>(findings.diagnostics());
        if (system.isEmpty()) {
            return CheckedSystem.broken(diagnostics);
        }
        diagnostics.addAll(SystemCheck.check(system.get(), images, parser.broken));
        return CheckedSystem.of(system.get(), diagnostics);
    }

    private static CheckedSystem unreadable(DiagnosticCode code, String what, String mend) {
        return CheckedSystem.broken(List.of(new Diagnostic(code, Optional.empty(), what, mend)));
    }

    /** The whole; empty if there is nothing in it that could be checked further. */
    private Optional<SystemManifest> system(Section manifest) {
        manifest.require("cordon", "begin the manifest with 'cordon: 1'");
        long version = manifest.number("cordon", "write 'cordon: 1'").orElse(Vocabulary.VERSION);
        if (version != Vocabulary.VERSION) {
            String what = "this is version %d of the language, and this Cordon knows version 1".formatted(version);
            findings.report(DiagnosticCode.UNSUPPORTED_VERSION, "cordon", what, "write 'cordon: 1'");
            return Optional.empty(); // what follows means something else in that version
        }
        manifest.allow(Vocabulary.MANIFEST, "a manifest");
        manifest.require("components", "write at least one guest under 'components:'");
        MachineSection machine = manifest.section("machine").map(this::machine).orElse(MachineSection.DEFAULT);
        Optional<Section> components = manifest.section("components");
        return components.map(section -> new SystemManifest(machine, components(section), findings.positions()));
    }

    private MachineSection machine(Section machine) {
        machine.allow(Vocabulary.MACHINE, "'machine'");
        long pcpus = machine.number("pcpus", "write for instance 'pcpus: 2'").orElse(1);
        return new MachineSection(Section.clamp(pcpus));
    }

    private List<Component> components(Section section) {
        List<Component> components = new ArrayList<>();
        for (String name : section.keys()) {
            section.section(name)
                    .flatMap(component -> component(name, component))
                    .ifPresentOrElse(components::add, () -> broken.add(name));
        }
        return components;
    }

    private Optional<Component> component(String name, Section section) {
        boolean guest = section.has("guest");
        boolean driver = section.has("driver");
        if (guest == driver) {
            section.allow(Vocabulary.COMPONENT, "a component");
            String what = quoted(name) + (guest ? " is a guest and a driver" : " is neither a guest nor a driver");
            String mend = guest ? "make two components of it" : "give it a 'guest:' or a 'driver:'";
            findings.report(DiagnosticCode.NOT_ONE_KIND, "components." + name + Section.KEY, what, mend);
            return Optional.empty();
        }
        section.allow(guest ? Vocabulary.GUEST_COMPONENT : Vocabulary.DRIVER_COMPONENT, guest ? "a guest" : "a driver");
        Map<String, Wire> uses = section.section("uses").map(this::uses).orElse(Map.of());
        LifeParser parser = new LifeParser(section, findings);
        Life life = guest ? parser.guest() : parser.driver();
        Schedule schedule = section.section("schedule")
                .map(body -> new ScheduleParser(body, findings).schedule())
                .orElse(Schedule.DEFAULT);
        if (guest) {
            return section.section("guest").flatMap(body -> guest(name, body, uses, life, schedule));
        }
        Map<String, String> provides =
                section.section("provides").map(this::provides).orElse(Map.of());
        return section.text("driver").map(program -> new DriverComponent(name, program, uses, provides, schedule));
    }

    private Optional<Component> guest(
            String name, Section guest, Map<String, Wire> uses, Life life, Schedule schedule) {
        guest.allow(Vocabulary.GUEST, "'guest'");
        Optional<BootModule> initrd = guest.text("initrd").map(path -> file(guest.path("initrd"), path));
        String append = guest.text("append").orElse("");
        long memory = guest.size("memory").orElse(GuestComponent.DEFAULT_MEMORY);
        long vcpus = guest.number("vcpus", "write for instance 'vcpus: 1'").orElse(1);
        if (guest.has("image") == guest.has("kernel")) {
            boolean both = guest.has("image");
            String what = quoted(name) + (both ? " has an image and a kernel" : " has neither an image nor a kernel");
            String mend = both ? "keep one of them" : "give it 'image: debian' or 'kernel: FILE'";
            findings.report(DiagnosticCode.NOT_ONE_KERNEL, guest.path("kernel"), what, mend);
            return Optional.empty();
        }
        Optional<String> image = guest.text("image");
        Optional<BootModule> kernel = image.<BootModule>map(BootModule.ImageKernel::new)
                .or(() -> guest.text("kernel").map(path -> file(guest.path("kernel"), path)));
        Optional<BootModule> ramDisk = initrd.or(() -> image.map(BootModule.ImageInitrd::new));
        int vcpuCount = Section.clamp(vcpus);
        return kernel.map(
                module -> new GuestComponent(name, module, ramDisk, append, memory, vcpuCount, uses, life, schedule));
    }

    /** The file at {@code path}, seen from the manifest's folder. */
    private BootModule file(String where, String path) {
        try {
            return new BootModule.File(file.resolveSibling(path));
        } catch (InvalidPathException e) {
            findings.report(DiagnosticCode.FILE_MISSING, where, quoted(path) + " is no path", "name a file");
            return new BootModule.File(file);
        }
    }

    private Map<String, Wire> uses(Section section) {
        Map<String, Wire> uses = new LinkedHashMap<>();
        for (String name : section.keys()) {
            section.text(name)
                    .ifPresent(text -> Wire.parse(text).ifPresentOrElse(wire -> uses.put(name, wire), () -> {
                        String what = quoted(text) + " names no port";
                        String mend = "write COMPONENT.PORT or machine.DEVICE, for instance console.port";
                        findings.report(DiagnosticCode.BAD_WIRE, section.path(name), what, mend);
                    }));
        }
        return uses;
    }

    private Map<String, String> provides(Section section) {
        Map<String, String> provides = new LinkedHashMap<>();
        for (String name : section.keys()) {
            section.text(name).ifPresent(type -> provides.put(name, type));
        }
        return provides;
    }
}
