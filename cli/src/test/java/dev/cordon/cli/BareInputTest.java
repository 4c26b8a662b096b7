// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with the files and values of {@code cordon bare} is one clear line and status 1, and nothing starts. */
@Timeout(30)
class BareInputTest {
    private static final long RAM = 0x8000_0000L;

    @TempDir
    private Path folder;

    /** The one line that a command prints, without the file's folder and our name. */
    private String refusal(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
        assertThat(err.toString().lines()).as("%s", err).hasSize(1);
        assertThat(status).isEqualTo(ExitStatus.WRONG_INPUT);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("cordon: ");
        return err.toString().strip().substring("cordon: ".length()).replace(folder + "/", "");
    }

    private String refusal(BadElf elf) throws IOException {
        return refusal("bare", "--memory", "16M", elf.write(folder.resolve("x")).toString());
    }

    private String file(String name, int size, int octet) throws IOException {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) octet);
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private static final String NOT_IN_RAM =
            ", but RAM is 0x80000000 to 0x80ffffff; give more memory or link it elsewhere";

    @Test
    void segmentsOutsideMemoryOrOverEachOther() throws IOException {
        assertThat(refusal(new BadElf().segment(RAM + 0xffc, 4, 8)))
                .isEqualTo("x: a malformed ELF file: its segments overlap at 0x80000ffc");
        assertThat(refusal(new BadElf().segment(RAM - 4, 4, 8)))
                .isEqualTo("x: a malformed ELF file: its segments overlap at 0x80000000");
        assertThat(refusal(new BadElf().segment(RAM, 4096, 4096)))
                .isEqualTo("x: a malformed ELF file: its segments overlap at 0x80000000");
        assertThat(refusal(new BadElf().segment(-4096, 0, 8192)))
                .isEqualTo("x: a malformed ELF file: segment 1 goes beyond the end of all addresses");
        assertThat(refusal(new BadElf().segment(-4096, 0, 4096)))
                .isEqualTo("x: it wants memory from 0xfffffffffffff000 on, 4096 bytes" + NOT_IN_RAM);
        assertThat(refusal(new BadElf().segment(RAM + (16 << 20), 4, 8)))
                .isEqualTo("x: it wants memory from 0x81000000 on, 8 bytes" + NOT_IN_RAM);
        assertThat(refusal(new BadElf().segment(RAM + 4096, 4, 16 << 20)))
                .isEqualTo("x: it wants memory from 0x80001000 on, 16 MiB" + NOT_IN_RAM);
        assertThat(refusal(new BadElf().segment(RAM + 4096, 4, 1L << 40)))
                .isEqualTo("x: it wants memory from 0x80001000 on, 1048576 MiB" + NOT_IN_RAM);
        assertThat(refusal(new BadElf().segment(RAM + 4096, 4, Long.MAX_VALUE)))
                .isEqualTo("x: it wants memory from 0x80001000 on, 8796093022208 MiB" + NOT_IN_RAM);
        assertThat(refusal(new BadElf().segment(0, 4, 8)))
                .isEqualTo("x: it wants memory from 0x0 on, 8 bytes" + NOT_IN_RAM);
    }

    @Test
    void segmentsOfAbsurdSizesAndNumbers() throws IOException {
        assertThat(refusal(new BadElf().segment(RAM + 4096, 4, -1)))
                .isEqualTo("x: a malformed ELF file: segment 1 is larger in the file than in memory");
        assertThat(refusal(new BadElf().segment(RAM + 4096, 8, 4)))
                .isEqualTo("x: a malformed ELF file: segment 1 is larger in the file than in memory");
        assertThat(refusal(new BadElf().segment(RAM + 4096, -1, -1)))
                .isEqualTo("x: a truncated ELF file: segment 1 reaches beyond its end");
        assertThat(refusal(new BadElf().segment(RAM + 4096, 4097, 8192)))
                .isEqualTo("x: a truncated ELF file: segment 1 reaches beyond its end");
        assertThat(refusal(new BadElf().withWord(64 + 40, 0)))
                .isEqualTo("x: an ELF file without loadable segments; nothing of it would be in memory");
        assertThat(refusal(new BadElf().with(56, 0)))
                .isEqualTo("x: an ELF file without loadable segments; nothing of it would be in memory");
        for (long table : new long[] {-8, 1 << 30, Long.MAX_VALUE}) {
            assertThat(refusal(new BadElf().withWord(32, table)))
                    .isEqualTo("x: a truncated ELF file: its program headers lie beyond its end");
        }
        assertThat(refusal(new BadElf().with(54, 8)))
                .isEqualTo("x: a malformed ELF file: its program headers have 8 bytes each");
        BadElf many = new BadElf(65_535);
        for (int i = 1; i < 65_535; i++) {
            many.segment(RAM + 4096 + 2L * i, 1, 1);
        }
        assertThat(refusal(many)).isEqualTo("x: an ELF file with 65535 program headers; link it with at most 1000");
    }

    @Test
    void programsForOtherMachinesAndHalfOnes() throws IOException {
        assertThat(refusal(new BadElf().with(4, 1)))
                .isEqualTo("x: not a 64-bit little-endian ELF file; build it for riscv64");
        assertThat(refusal(new BadElf().with(5, 2)))
                .isEqualTo("x: not a 64-bit little-endian ELF file; build it for riscv64");
        assertThat(refusal(new BadElf().with(18, 62)))
                .isEqualTo("x: an ELF file for another processor (machine 62); build it for riscv64");
        assertThat(refusal(new BadElf().with(16, 1))).isEqualTo("x: an ELF file that is no executable; link it");
        assertThat(refusal(new BadElf().withWord(24, RAM + 1)))
                .isEqualTo("x: a malformed ELF file: its entry 0x80000001 is odd");
        for (long entry : new long[] {0, RAM - 2, RAM + 4096, -2}) {
            assertThat(refusal(new BadElf().withWord(24, entry)))
                    .isEqualTo("x: its entry 0x" + Long.toHexString(entry)
                            + " is not in what it loads; link it with an entry in its code");
        }
        assertThat(cut(4)).isEqualTo("cut: a truncated ELF file: its header alone takes 64 bytes");
        assertThat(cut(63)).isEqualTo("cut: a truncated ELF file: its header alone takes 64 bytes");
        assertThat(cut(64)).isEqualTo("cut: a truncated ELF file: its program headers lie beyond its end");
        assertThat(cut(119)).isEqualTo("cut: a truncated ELF file: its program headers lie beyond its end");
        assertThat(cut(4000)).isEqualTo("cut: a truncated ELF file: segment 0 reaches beyond its end");
    }

    private String cut(int size) throws IOException {
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(new BadElf().bytes(), size));
        return refusal("bare", cut.toString());
    }

    @Test
    void whatDoesNotFit() throws IOException {
        assertThat(refusal("bare", "--memory", "64K", "--firmware", file("f", 65_537, 0)))
                .isEqualTo("f: it wants memory from 0x80000000 on, 65537 bytes, but RAM is 0x80000000 to 0x8000ffff;"
                        + " give more memory or link it elsewhere");
        assertThat(refusal("bare", "--memory", "64K", "--firmware", file("f", 65_536, 0)))
                .isEqualTo("65536 bytes of memory leave no room for a device tree; give more");
        assertThat(with("--kernel", file("k", 3_000_000, 0)))
                .isEqualTo("k: it wants memory from 0x80200000 on, 3 MiB, but RAM is 0x80000000 to 0x803fffff;"
                        + " give more memory or link it elsewhere");
        assertThat(with("--initrd", file("i", 3_000_000, 0)))
                .isEqualTo("i: its 3 MiB do not fit into 4 MiB of memory beside the kernel; give more memory");
        assertThat(with("--append", "x".repeat(120_000), "--kernel", file("k", 2_000_000, 0)))
                .isEqualTo("4 MiB of memory leave no room for a device tree; give more");
        assertThat(with("--memory", "99999999G")).startsWith("no room for 102399998976 MiB of machine memory (");
        assertThat(with("--memory", "0"))
                .isEqualTo("0 bytes of memory are no multiple of 4096; write for instance 256M");
        assertThat(with("--memory", "257K"))
                .isEqualTo("263168 bytes of memory are no multiple of 4096; write for instance 256M");
    }

    /** What is said to firmware in 4 MiB, with options. */
    private String with(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("bare", "--firmware", file("f", 4, 0)));
        words.addAll(List.of(options));
        if (!words.contains("--memory")) {
            words.addAll(List.of("--memory", "4M"));
        }
        return refusal(words.toArray(String[]::new));
    }

    @Test
    void filesThatAreNone() throws IOException {
        assertThat(with("--kernel", "")).isEqualTo("the kernel has an empty name; name a file");
        assertThat(with("--kernel", folder.toString())).isEqualTo("the kernel " + folder + " is a folder; name a file");
        assertThat(with("--kernel", file("k", 0, 0))).isEqualTo("the kernel k is empty; name a file with content");
        assertThat(with("--initrd", file("i", 0, 0)))
                .isEqualTo("the initial RAM disk i is empty; name a file with content");
        assertThat(with("--initrd", "/no/such"))
                .isEqualTo("the initial RAM disk /no/such: no such file; name a file that can be read");
        assertThat(with("--kernel", "/dev/zero"))
                .isEqualTo("the kernel /dev/zero is no ordinary file; name one, or write it to one first");
        assertThat(refusal("bare", "/dev/null"))
                .isEqualTo("the firmware /dev/null is no ordinary file; name one, or write it to one first");
    }

    @Test
    void filesThatMayNotBeRead() throws IOException {
        Path secret = Path.of(file("k", 8, 0));
        Files.setPosixFilePermissions(secret, Set.of());
        Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
        assertThat(with("--kernel", secret.toString()))
                .isEqualTo("the kernel k: permission denied; name a file that can be read");
    }

    @Test
    void filesThatWouldBeOverwritten() throws IOException {
        String program = new BadElf().write(folder.resolve("x")).toString();
        for (String option : List.of("--signature", "--trace", "--translations")) {
            assertThat(refusal("bare", option, folder + "/./x", program))
                    .isEqualTo("./x is what is to be run, and would be overwritten; name another file");
            assertThat(Files.readAllBytes(Path.of(program))).isEqualTo(new BadElf().bytes());
        }
        assertThat(refusal("bare", "--trace", folder.toString(), program))
                .isEqualTo("the trace " + folder + ": Is a directory; name a file that can be written");
    }

    @Test
    void translationsOfTheInterpreter() throws IOException {
        String program = new BadElf().write(folder.resolve("x")).toString();
        assertThat(refusal("bare", "--engine", "interpreter", "--translations", folder + "/log", program))
                .isEqualTo("--translations needs the translator: the interpreter translates nothing;"
                        + " add --engine translator");
        assertThat(folder.resolve("log")).doesNotExist();
    }

    @Test
    void extensionsThatAreNotThere() throws IOException {
        assertThat(with("--isa", "")).isEqualTo("ISA '' does not begin with rv64; write for instance rv64gc");
        assertThat(with("--isa", "rv64gcq"))
                .startsWith("ISA 'rv64gcq': 'q' is nothing that this machine has; it has i m a f d c h ");
        assertThat(with("--isa", "rv64gc_zfh")).startsWith("ISA 'rv64gc_zfh': 'zfh' is nothing that this machine has;");
        assertThat(with("--isa", "rv64gc_"))
                .isEqualTo("ISA 'rv64gc_' has no name after an underscore; write for instance rv64gc_zba");
        assertThat(with("--isa", "rv64ma"))
                .isEqualTo("ISA 'rv64ma' has neither I nor G after rv64; write for instance rv64gc");
    }
}
