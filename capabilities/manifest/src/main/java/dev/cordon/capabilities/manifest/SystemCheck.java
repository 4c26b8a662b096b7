// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the values of a system, component by component; what lies between components is {@link WireCheck}'s. */
final class SystemCheck {

    /** Kernels are placed 2 MiB above the start of memory, and need some room behind that. */
    private static final long MINIMUM_MEMORY = 4L << 20;

    /** More guest memory than that has no machine. */
    private static final long MAXIMUM_MEMORY = 256L << 30;

    /** Debian's kernel deadlocks on memory below that. */
    private static final long IMAGE_MEMORY = 96L << 20;

    private static final int MAXIMUM_COMPONENTS = 1024;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,%d}".formatted(Domain.MAXIMUM_NAME - 1));

    private final SystemManifest system;
    private final Set<String> images;
    private final List<Diagnostic> found = new ArrayList<>();

    private SystemCheck(SystemManifest system, Set<String> images) {
        this.system = system;
        this.images = images;
    }

    /**
     * Returns everything that is wrong with {@code system}.
     *
     * @param images the names of the images that there are
     * @param broken the names of components that are not in the system, because they could not be read; others may be wired to them
     */
    static List<Diagnostic> check(SystemManifest system, Set<String> images, Set<String> broken) {
        SystemCheck check = new SystemCheck(system, images);
        check.machine();
        check.components(broken);
        for (Component component : system.components()) {
            check.name(component);
            switch (component) {
                case GuestComponent guest -> check.guest(guest);
                case DriverComponent driver -> check.driver(driver);
            }
        }
        check.found.addAll(WireCheck.check(system, broken));
        check.time(broken);
        return check.found;
    }

    private void time(Set<String> broken) {
        List<Diagnostic> wrong = new ArrayList<>();
        for (Component component : system.components()) {
            wrong.addAll(ScheduleCheck.check(system, component));
        }
        found.addAll(wrong);
        boolean counted = pcpusArePossible()
                && system.components().stream()
                        .allMatch(component -> !(component instanceof GuestComponent guest) || vcpusArePossible(guest));
        if (wrong.isEmpty() && broken.isEmpty() && counted) {
            found.addAll(TimeCheck.check(system));
        }
    }

    private boolean pcpusArePossible() {
        return system.machine().pcpus() >= 1 && system.machine().pcpus() <= Plan.MAXIMUM_PCPUS;
    }

    private static boolean vcpusArePossible(GuestComponent guest) {
        return guest.vcpus() >= 1 && guest.vcpus() <= Guest.MAXIMUM_VCPUS;
    }

    private void machine() {
        int pcpus = system.machine().pcpus();
        if (!pcpusArePossible()) {
            String what = "a machine cannot have %s pCPUs".formatted(number(pcpus));
            report(DiagnosticCode.BAD_PCPUS, "machine.pcpus", what, "write 1 to " + Plan.MAXIMUM_PCPUS);
        }
    }

    private void components(Set<String> broken) {
        int count = system.components().size();
        if (count > MAXIMUM_COMPONENTS) {
            String what = "a system cannot have %d components".formatted(count);
            report(DiagnosticCode.TOO_MANY_COMPONENTS, "components", what, "keep at most " + MAXIMUM_COMPONENTS);
        }
        if (broken.isEmpty() && system.components().stream().noneMatch(GuestComponent.class::isInstance)) {
            report(DiagnosticCode.NO_GUEST, "components", "there is no guest to run", "add a component with 'guest:'");
        }
        Set<String> names = new HashSet<>();
        for (Component component : system.components()) {
            if (!names.add(component.name())) {
                String what = "two components are called " + quoted(component.name());
                report(DiagnosticCode.DUPLICATE_NAME, component.path(), what, "rename one of them");
            }
        }
    }

    private void name(Component component) {
        String mend =
                "use at most %d lower-case letters, digits and hyphens, a letter first".formatted(Domain.MAXIMUM_NAME);
        if (component.name().equals(Wire.MACHINE)) {
            report(DiagnosticCode.BAD_NAME, component.path() + Section.KEY, "'machine' names the machine", "rename it");
        } else if (!NAME.matcher(component.name()).matches()) {
            String what = quoted(component.name()) + " is no name for a component";
            report(DiagnosticCode.BAD_NAME, component.path() + Section.KEY, what, mend);
        }
        for (String port : component.provides().keySet()) {
            if (!NAME.matcher(port).matches()) {
                String path = component.path() + ".provides." + port + Section.KEY;
                report(DiagnosticCode.BAD_NAME, path, quoted(port) + " is no name for a port", mend);
            }
        }
    }

    private void guest(GuestComponent guest) {
        String path = guest.path() + ".guest.";
        image(guest, path + "image");
        memory(guest, path + "memory");
        vcpus(guest, path + "vcpus");
        commandLine(guest, path + "append");
        found.addAll(FileCheck.check(guest, system.positions()));
    }

    private void image(GuestComponent guest, String path) {
        if (guest.kernel() instanceof BootModule.ImageKernel kernel && !images.contains(kernel.image())) {
            String known = images.stream().sorted().collect(Collectors.joining(", "));
            String mend = Nearest.mend(kernel.image(), images, known.isEmpty() ? "there is none" : "there is " + known);
            report(DiagnosticCode.UNKNOWN_IMAGE, path, "there is no image " + quoted(kernel.image()), mend);
        }
    }

    private void memory(GuestComponent guest, String path) {
        long memory = guest.memory();
        String size = MemorySize.format(memory);
        if (memory < MINIMUM_MEMORY) {
            String mend = "write at least %s, or 96M for Linux".formatted(MemorySize.format(MINIMUM_MEMORY));
            report(DiagnosticCode.MEMORY_TOO_SMALL, path, size + " is less than any guest needs", mend);
        } else if (memory > MAXIMUM_MEMORY) {
            String what =
                    memory == Long.MAX_VALUE ? "that is more than any guest has" : size + " is more than any guest has";
            report(DiagnosticCode.MEMORY_TOO_LARGE, path, what, "write at most " + MemorySize.format(MAXIMUM_MEMORY));
        } else if (memory % Guest.PAGE != 0) {
            String mend =
                    "write %d or %d".formatted(memory - memory % Guest.PAGE, memory - memory % Guest.PAGE + Guest.PAGE);
            report(DiagnosticCode.MEMORY_NOT_PAGES, path, size + " is not a multiple of 4096", mend);
        } else if (memory < IMAGE_MEMORY && guest.kernel() instanceof BootModule.ImageKernel) {
            String mend = "write at least " + MemorySize.format(IMAGE_MEMORY);
            report(DiagnosticCode.MEMORY_SCARCE, path, "the image hardly boots in " + size, mend);
        }
    }

    private void vcpus(GuestComponent guest, String path) {
        int vcpus = guest.vcpus();
        if (!vcpusArePossible(guest)) {
            String what = "a guest cannot have %s vCPUs".formatted(number(vcpus));
            report(DiagnosticCode.BAD_VCPUS, path, what, "write 1 to " + Guest.MAXIMUM_VCPUS);
        }
    }

    private void commandLine(GuestComponent guest, String path) {
        String line = CommandLine.of(guest.append(), guest.uses().containsKey("console"));
        if (!line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            String what = "the command line has characters that are not printable ASCII";
            report(DiagnosticCode.BAD_COMMAND_LINE, path, what, "write it in one line of ASCII");
        } else if (line.length() > Guest.MAXIMUM_COMMAND_LINE) {
            String what = "the command line has %d characters, and a kernel reads %d of them"
                    .formatted(line.length(), Guest.MAXIMUM_COMMAND_LINE);
            report(DiagnosticCode.BAD_COMMAND_LINE, path, what, "shorten it");
        }
    }

    private void driver(DriverComponent component) {
        Vocabulary.Driver driver = Vocabulary.DRIVERS.get(component.driver());
        Set<String> known = Vocabulary.DRIVERS.keySet();
        if (driver == null) {
            String mend = Nearest.mend(component.driver(), known, "the drivers are " + String.join(", ", known));
            String what = "there is no driver " + quoted(component.driver());
            report(DiagnosticCode.UNKNOWN_DRIVER, component.path() + ".driver", what, mend);
        }
    }

    /** Numbers beyond the range of an int are kept as its ends. */
    private static String number(int number) {
        return Math.abs((long) number) < Integer.MAX_VALUE ? Integer.toString(number) : "so many";
    }

    private void report(DiagnosticCode code, String path, String what, String mend) {
        found.add(new Diagnostic(code, system.positions().of(path), what, mend));
    }
}
