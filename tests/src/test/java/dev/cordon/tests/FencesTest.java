// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fences between rooms stand, and each of them can be seen to fall when something breaks it. */
class FencesTest {
    private static final String PREFIX = "dev.cordon.";
    private static final Configuration MODULES = ModuleLayer.boot().configuration();
    private static final JavaClasses CLASSES = importModules();

    static final List<Fence> FENCES = Fence.ALL;

    /** Rooms that others may read only if they are named here: the design's list. */
    private static final TreeMap<String, Set<String>> QUALIFIED = new TreeMap<>();

    static {
        Set<String> hardware =
                Set.of("machine.engine", "machine.platform", "microhypervisor.core", "host", "tests", "benchmarks");
        Set<String> instructions = new TreeSet<>(hardware);
        instructions.add("machine.translator");
        QUALIFIED.put("machine.isa", instructions);
        QUALIFIED.put("machine.translator", Set.of("machine.engine", "tests", "benchmarks"));
        QUALIFIED.put("machine.engine", hardware);
        QUALIFIED.put("machine.platform", hardware);
        QUALIFIED.put("capabilities.spaces", Set.of("microhypervisor.core", "tests"));
        Set<String> powerOn = Set.of("host", "tests", "benchmarks");
        QUALIFIED.put("microhypervisor.core", powerOn);
        QUALIFIED.put("microhypervisor.verifier", powerOn);
        QUALIFIED.put("vmm.instance", powerOn);
        QUALIFIED.put("root.task", powerOn);
        QUALIFIED.put("drivers.userlevel.console", powerOn);
    }

    private static final DescribedPredicate<JavaAccess<?>> READS_CLOCK_OR_CHANCE =
            describe("read a clock or draw at random", FencesTest::readsClockOrChance);

    /** The command line tells how long a run took; it is outside everything that a run depends on. */
    private static final ArchRule ONE_CLOCK = noClasses()
            .that()
            .resideInAPackage("dev.cordon..")
            .and(not(resideInAPackage("dev.cordon.cli")))
            .and(not(resideInAPackage("dev.cordon.host").and(assignableTo("dev.cordon.machine.engine.Clock"))))
            .should()
            .accessTargetWhere(READS_CLOCK_OR_CHANCE)
            .because("a run in virtual time is a function of its inputs and seed");

    private static final ArchRule NO_LOGGING = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.cordon.microhypervisor..",
                    "dev.cordon.capabilities.types",
                    "dev.cordon.capabilities.spaces",
                    "dev.cordon.machine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.System$Logger")
            .because("the core answers with status codes; whoever calls it decides what to tell");

    // ---- what a room may know ----

    @ParameterizedTest
    @FieldSource("FENCES")
    void aRoomKnowsOnlyWhatTheDesignSays(Fence fence) {
        fence.rule().check(CLASSES);
        assertThat(fence.requiredBeyond(descriptor(fence.module())))
                .as(fence.because())
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("FENCES")
    void aRoomThatKnowsMoreIsFound(Fence fence, @TempDir Path folder) throws IOException {
        JavaClasses fixture = fixture(folder, fence.module(), "dev.cordon.cli.Main", "run");
        assertThatThrownBy(() -> fence.rule().check(fixture))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.cordon.cli.Main")
                .hasMessageContaining(fence.because());

        ModuleDescriptor descriptor = ModuleDescriptor.newModule(fence.module())
                .requires("dev.cordon.cli")
                .build();
        assertThat(fence.requiredBeyond(descriptor)).containsExactly("dev.cordon.cli");
    }

    @Test
    void everyRoomButTheCommandLineHasAFence() {
        Set<String> fenced = new TreeSet<>(FENCES.stream().map(Fence::module).toList());
        Set<String> rooms = new TreeSet<>(MODULES.modules().stream()
                .map(ResolvedModule::name)
                .filter(name -> name.startsWith(PREFIX))
                .toList());
        rooms.removeAll(Set.of("dev.cordon.cli", "dev.cordon.tests"));
        assertThat(fenced).isEqualTo(rooms);
    }

    // ---- what links nothing but the JDK ----

    @ParameterizedTest
    @ValueSource(strings = {"microhypervisor.core", "vmm.instance", "root.task", "drivers.userlevel.console"})
    void nothingButTheJdkIsLinkedIntoTheInnerRings(String room) {
        assertThat(closure(PREFIX + room)).allMatch(name -> name.startsWith(PREFIX) || name.equals("java.base"));
    }

    /** The manifest may know a library, so the check above must be able to see one. */
    @Test
    void aLibraryThatIsLinkedIsSeen() {
        assertThat(closure("dev.cordon.capabilities.manifest")).contains("org.snakeyaml.engine");
    }

    @Test
    void theCoreDoesNotLog() {
        NO_LOGGING.check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.util.logging.Logger", "org.slf4j.Logger", "java.lang.System$Logger"})
    void aCoreThatLogsIsFound(String logger, @TempDir Path folder) throws IOException {
        JavaClasses fixture = fixture(folder, "dev.cordon.microhypervisor.core", logger, "info");
        assertThatThrownBy(() -> NO_LOGGING.check(fixture)).hasMessageContaining(logger);
    }

    // ---- clocks and chance ----

    @Test
    void nothingReadsAClockOrDrawsAtRandomButTheClock() {
        ONE_CLOCK.check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.System.nanoTime",
                "java.lang.System.currentTimeMillis",
                "java.time.Instant.now",
                "java.time.Clock.systemUTC",
                "java.lang.Math.random",
                "java.util.Random.nextInt",
                "java.util.SplittableRandom.nextInt",
                "java.util.concurrent.ThreadLocalRandom.current",
                "java.util.UUID.randomUUID",
                "java.security.SecureRandom.nextInt",
                "java.util.Collections.shuffle"
            })
    void whateverReadsAClockOrDrawsAtRandomIsFound(String method, @TempDir Path folder) throws IOException {
        int dot = method.lastIndexOf('.');
        for (String room : List.of("dev.cordon.machine.engine", "dev.cordon.host")) {
            JavaClasses fixture = fixture(folder, room, method.substring(0, dot), method.substring(dot + 1));
            assertThatThrownBy(() -> ONE_CLOCK.check(fixture)).hasMessageContaining(method);
        }
    }

    private static boolean readsClockOrChance(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.Collections" -> name.equals("shuffle");
            case "java.util.Date", "java.util.Calendar", "java.util.GregorianCalendar" -> true;
            default ->
                owner.contains("Random")
                        || owner.startsWith("java.util.random.")
                        || owner.startsWith("java.time.Clock")
                        || (owner.startsWith("java.time.") && name.equals("now"));
        };
    }

    // ---- exports ----

    @Test
    void modulesExportToWhomTheDesignNames() {
        for (ResolvedModule module : MODULES.modules()) {
            if (module.name().startsWith(PREFIX) && !module.name().equals("dev.cordon.tests")) {
                assertThat(tooOpen(module.reference().descriptor()))
                        .as(module.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void modulesThatExportMoreAreFound() {
        assertThat(tooOpen(ModuleDescriptor.newModule("dev.cordon.machine.engine")
                        .exports("dev.cordon.machine.engine")
                        .build()))
                .isEqualTo("exports to everybody");
        assertThat(tooOpen(ModuleDescriptor.newModule("dev.cordon.machine.engine")
                        .exports("dev.cordon.machine.engine", Set.of("dev.cordon.vmm.instance"))
                        .build()))
                .isEqualTo("exports to [dev.cordon.vmm.instance]");
        assertThat(tooOpen(ModuleDescriptor.newModule("dev.cordon.formats")
                        .opens("dev.cordon.formats")
                        .build()))
                .isEqualTo("opens a package");
        assertThat(tooOpen(ModuleDescriptor.newModule("dev.cordon.root.task")
                        .uses("java.lang.Runnable")
                        .build()))
                .isEqualTo("uses or provides services");
    }

    /** What a module lets others do beyond the design; empty if nothing. */
    private static String tooOpen(ModuleDescriptor module) {
        String room = module.name().substring(PREFIX.length());
        boolean openToParser = room.equals("cli")
                && module.opens().stream().allMatch(opens -> opens.targets().equals(Set.of("info.picocli")));
        if (module.isOpen() || !(module.opens().isEmpty() || openToParser)) {
            return "opens a package";
        }
        if (!module.uses().isEmpty() || !module.provides().isEmpty()) {
            return "uses or provides services";
        }
        Set<String> readers = QUALIFIED.get(room);
        if (readers == null) {
            return "";
        }
        Set<String> beyond = new TreeSet<>();
        for (ModuleDescriptor.Exports exports : module.exports()) {
            if (!exports.isQualified()) {
                return "exports to everybody";
            }
            beyond.addAll(exports.targets());
        }
        readers.forEach(reader -> beyond.remove(PREFIX + reader));
        return beyond.isEmpty() ? "" : "exports to " + beyond;
    }

    // ---- the classes and modules under test ----

    private static JavaClasses importModules() {
        Set<Location> locations = new HashSet<>();
        for (ResolvedModule module : MODULES.modules()) {
            if (module.name().startsWith(PREFIX) && !module.name().equals("dev.cordon.tests")) {
                URI uri = module.reference().location().orElseThrow();
                locations.add(Location.of(uri));
            }
        }
        return new ClassFileImporter().importLocations(locations);
    }

    /** A class of the given package that calls a method, imported from its class file. */
    private static JavaClasses fixture(Path folder, String inPackage, String owner, String method) throws IOException {
        byte[] classFile = ClassFile.of()
                .build(
                        ClassDesc.of(inPackage, "Fixture"),
                        fixture -> fixture.withMethodBody(
                                "run",
                                ConstantDescs.MTD_void,
                                ClassFile.ACC_STATIC,
                                code -> code.invokestatic(
                                                ClassDesc.of(owner), method, MethodTypeDesc.of(ConstantDescs.CD_void))
                                        .return_()));
        Path file = folder.resolve("Fixture.class");
        Files.write(file, classFile);
        return new ClassFileImporter().importPath(file);
    }

    private static ModuleDescriptor descriptor(String module) {
        return MODULES.findModule(module).orElseThrow().reference().descriptor();
    }

    private static Set<String> closure(String module) {
        Set<String> closure = new TreeSet<>();
        Deque<ResolvedModule> open =
                new ArrayDeque<>(List.of(MODULES.findModule(module).orElseThrow()));
        while (!open.isEmpty()) {
            ResolvedModule next = open.remove();
            if (!next.name().equals("org.jspecify") && closure.add(next.name())) {
                open.addAll(next.reads());
            }
        }
        return closure;
    }
}
