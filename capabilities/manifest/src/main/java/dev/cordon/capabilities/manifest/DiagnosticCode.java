// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

/**
 * The registry of everything that can be wrong with a system. Numbers are never reused or changed;
 * {@code docs/diagnostics.md} shows an example of each. Tens group them: the file (000x), the structure (001x), values (002x),
 * components (004x), wires (005x), time (006x, 008x), files that the manifest names (007x).
 */
public enum DiagnosticCode {
    /** The manifest cannot be read. */
    MANIFEST_UNREADABLE(1),
    /** The manifest is larger than any manifest should be. */
    MANIFEST_TOO_LARGE(2),
    /** The text is not YAML. */
    NOT_YAML(3),
    /** The text is YAML, but uses a part of it that manifests do without: anchors, aliases, tags, deep nesting, several documents. */
    UNSUPPORTED_YAML(4),

    /** A key that the language does not have. */
    UNKNOWN_KEY(10),
    /** A key that is there twice. */
    DUPLICATE_KEY(11),
    /** A key that has to be there and is not. */
    MISSING_KEY(12),
    /** A value of the wrong type: a list where a number belongs. */
    WRONG_TYPE(13),
    /** A version of the language that this Cordon does not know. */
    UNSUPPORTED_VERSION(14),

    /** A name with forbidden characters, too long, or reserved. */
    BAD_NAME(20),
    /** Text that is no size. */
    BAD_SIZE(21),
    /** Less memory than any guest needs. */
    MEMORY_TOO_SMALL(22),
    /** More memory than a guest can have. */
    MEMORY_TOO_LARGE(23),
    /** Memory that is not whole pages. */
    MEMORY_NOT_PAGES(24),
    /** Less memory than the image is known to boot with. */
    MEMORY_SCARCE(25, Severity.WARNING),
    /** A number of vCPUs that no guest can have. */
    BAD_VCPUS(26),
    /** A number of pCPUs that no machine has. */
    BAD_PCPUS(28),
    /** An end that is not in the language, or that this component cannot come to. */
    BAD_EXPECT(29),
    /** A command line that is too long or not printable ASCII. */
    BAD_COMMAND_LINE(30),
    /** A way to start that is not in the language. */
    BAD_START(31),
    /** A restart that is not in the language, or after which the component cannot end as it should. */
    BAD_RESTART(32),

    /** A component that is neither guest nor driver, or both. */
    NOT_ONE_KIND(40),
    /** A guest with neither image nor kernel, or both. */
    NOT_ONE_KERNEL(41),
    /** An image that nobody provides. */
    UNKNOWN_IMAGE(42),
    /** A driver that there is not. */
    UNKNOWN_DRIVER(43),
    /** A system without any guest. */
    NO_GUEST(44),
    /** More components than a system can have. */
    TOO_MANY_COMPONENTS(45),
    /** Two components of one name, in a system that was not read from a file. */
    DUPLICATE_NAME(46),

    /** A use that does not read {@code component.port}. */
    BAD_WIRE(50),
    /** A use that this kind of component does not have. */
    UNKNOWN_USE(51),
    /** A use of a component that there is not. */
    UNKNOWN_COMPONENT(52),
    /** A use of a port that the component does not provide, or of a device that the machine does not have. */
    UNKNOWN_PORT(53),
    /** A use wired to a port of another type. */
    PORT_TYPE_MISMATCH(54),
    /** A driver whose device is not wired. */
    UNWIRED_USE(55),
    /** A machine device that two components use. */
    DEVICE_SHARED(56),
    /** Components that use each other in a circle. */
    CYCLE(57),
    /** A port of a type that this driver does not provide. */
    BAD_PROVIDE(58),

    /** Text that is no time. */
    BAD_TIME(60),
    /** A priority that there is not. */
    BAD_PRIORITY(61),
    /** A budget that is too short or too long. */
    BAD_BUDGET(62),
    /** A period that is too long, or shorter than the budget. */
    BAD_PERIOD(63),
    /** A place without a period, or one that does not lie in it. */
    BAD_OFFSET(64),
    /** A pCPU that the machine does not have. */
    UNKNOWN_PCPU(65),
    /** A pCPU that is named twice, or more of them than the component can use. */
    BAD_PCPU_LIST(66),
    /** More time of a pCPU is promised than there is. */
    NO_TIME(67),
    /** Two components have a place on one pCPU at the same time. */
    PLACES_OVERLAP(68),
    /** A component that takes turns, on a pCPU all time of which is promised to others. */
    NO_TIME_LEFT(69, Severity.WARNING),

    /** A file that does not exist. */
    FILE_MISSING(70),
    /** A file that cannot be read, or is none. */
    FILE_UNREADABLE(71),
    /** A file without content. */
    FILE_EMPTY(72),
    /** A file that is no kernel for this machine, or not a whole one. */
    NOT_A_KERNEL(73),
    /** A kernel or initial RAM disk that is larger than the guest's memory. */
    DOES_NOT_FIT(74),

    /** A component without a place, whose priority lets it run in another's. */
    PLACE_DISTURBED(80);

    private final int number;
    private final Severity severity;

    DiagnosticCode(int number) {
        this(number, Severity.ERROR);
    }

    DiagnosticCode(int number, Severity severity) {
        this.number = number;
        this.severity = severity;
    }

    /** The code as it is printed, for instance {@code CDN-0021}. */
    public String code() {
        return "CDN-%04d".formatted(number);
    }

    /** How bad it is; the same for every diagnostic of this code. */
    public Severity severity() {
        return severity;
    }
}
