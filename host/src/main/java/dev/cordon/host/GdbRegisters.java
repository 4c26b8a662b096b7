// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The registers of a hart as a debugger numbers them, with the target description that tells it so. */
final class GdbRegisters {
    /** How many registers a {@code g} packet has: x0 to x31 and pc, 64 bits each. */
    static final int GENERAL = 33;

    private static final List<Integer> CSRS = List.of(
            Csr.MSTATUS,
            Csr.MISA,
            Csr.MEDELEG,
            Csr.MIDELEG,
            Csr.MIE,
            Csr.MTVEC,
            Csr.MCOUNTEREN,
            Csr.MENVCFG,
            Csr.MSCRATCH,
            Csr.MEPC,
            Csr.MCAUSE,
            Csr.MTVAL,
            Csr.MIP,
            Csr.MTINST,
            Csr.MTVAL2,
            Csr.MHARTID,
            Csr.PMPCFG0,
            Csr.PMPADDR0,
            Csr.PMPADDR0 + 1,
            Csr.PMPADDR0 + 2,
            Csr.PMPADDR0 + 3,
            Csr.SSTATUS,
            Csr.SIE,
            Csr.STVEC,
            Csr.SCOUNTEREN,
            Csr.SENVCFG,
            Csr.SSCRATCH,
            Csr.SEPC,
            Csr.SCAUSE,
            Csr.STVAL,
            Csr.SIP,
            Csr.STIMECMP,
            Csr.SATP,
            Csr.HSTATUS,
            Csr.HEDELEG,
            Csr.HIDELEG,
            Csr.HIE,
            Csr.HCOUNTEREN,
            Csr.HENVCFG,
            Csr.HTVAL,
            Csr.HIP,
            Csr.HVIP,
            Csr.HTINST,
            Csr.HGATP,
            Csr.HTIMEDELTA,
            Csr.VSSTATUS,
            Csr.VSIE,
            Csr.VSTVEC,
            Csr.VSSCRATCH,
            Csr.VSEPC,
            Csr.VSCAUSE,
            Csr.VSTVAL,
            Csr.VSIP,
            Csr.VSTIMECMP,
            Csr.VSATP,
            Csr.MCYCLE,
            Csr.MINSTRET,
            Csr.CYCLE,
            Csr.TIME,
            Csr.INSTRET);

    private static final int VMID_SHIFT = 44;
    private static final long VMID_MASK = 0x3fff;

    @FunctionalInterface
    private interface Read {
        OptionalLong of(Hart hart, HartState state);
    }

    @FunctionalInterface
    private interface Write {
        /** Answers whether the register can be written. */
        boolean to(Hart hart, HartState state, long value);
    }

    private static final Write REFUSED = (_, _, _) -> false;

    /** A register. */
    private record Entry(String name, int bits, String type, Read read, Write write) {
        String xml(int number) {
            return "<reg name=\"" + name + "\" bitsize=\"" + bits + "\" type=\"" + type + "\" regnum=\"" + number
                    + "\"/>";
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final String description;

    /** The registers of harts like this one. */
    GdbRegisters(Hart hart, HartState state) {
        StringBuilder xml = new StringBuilder("""
                <?xml version="1.0"?>
                <!DOCTYPE target SYSTEM "gdb-target.dtd">
                <target version="1.0">
                <architecture>riscv:rv64</architecture>
                """);
        feature(xml, "org.gnu.gdb.riscv.cpu", general());
        feature(xml, "org.gnu.gdb.riscv.fpu", floats());
        feature(
                xml,
                "org.gnu.gdb.riscv.csr",
                CSRS.stream()
                        .filter(number -> hart.csrs().read(state, number).isPresent())
                        .map(number -> csr(number, 64))
                        .toList());
        feature(xml, "org.gnu.gdb.riscv.virtual", List.of(computed("priv", s -> s.privilege)));
        feature(
                xml,
                "dev.cordon.virtualization",
                List.of(
                        computed("virt", s -> s.virtual ? 1 : 0),
                        computed("vmid", s -> s.hgatp >>> VMID_SHIFT & VMID_MASK)));
        description = xml.append("</target>\n").toString();
    }

    private void feature(StringBuilder xml, String name, List<Entry> added) {
        xml.append("<feature name=\"").append(name).append("\">\n");
        for (Entry entry : added) {
            xml.append(entry.xml(entries.size())).append('\n');
            entries.add(entry);
        }
        xml.append("</feature>\n");
    }

    private static List<Entry> general() {
        List<Entry> general = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            int x = i;
            String type = x == Register.RA ? "code_ptr" : x >= Register.SP && x <= Register.TP ? "data_ptr" : "int";
            Write write = (_, state, value) -> {
                state.x[x == 0 ? HartState.SINK : x] = value;
                return true;
            };
            general.add(new Entry(Register.name(x), 64, type, (_, s) -> OptionalLong.of(s.x[x]), write));
        }
        Read pc = (_, s) -> OptionalLong.of(s.pc);
        Write jump = (_, state, value) -> {
            state.pc = value & ~1;
            return true;
        };
        general.add(new Entry("pc", 64, "code_ptr", pc, jump));
        return general;
    }

    private static List<Entry> floats() {
        List<Entry> floats = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            int f = i;
            Read read = (_, s) -> OptionalLong.of(s.f[f]);
            Write write = (_, state, value) -> {
                state.f[f] = value;
                return true;
            };
            floats.add(new Entry(Register.floatName(f), 64, "ieee_double", read, write));
        }
        for (int number : new int[] {Csr.FFLAGS, Csr.FRM, Csr.FCSR}) {
            floats.add(csr(number, 32));
        }
        return floats;
    }

    private static Entry csr(int number, int bits) {
        Write write = (hart, state, value) -> {
            hart.csrs().write(state, number, value);
            return true;
        };
        return new Entry(
                Csr.name(number),
                bits,
                "int",
                (hart, state) -> hart.csrs().read(state, number),
                Csr.isReadOnly(number) ? REFUSED : write);
    }

    private static Entry computed(String name, java.util.function.ToLongFunction<HartState> value) {
        return new Entry(name, 64, "int", (_, state) -> OptionalLong.of(value.applyAsLong(state)), REFUSED);
    }

    /** The target description, in XML. */
    String description() {
        return description;
    }

    /** How many there are; their numbers are from 0. */
    int count() {
        return entries.size();
    }

    /** How many hexadecimal digits the value of a register has. */
    int digits(int number) {
        return entries.get(number).bits() / 4;
    }

    /** The value in the protocol's notation: bytes in order of memory, {@code x} where it is not known. */
    String read(int number, Hart hart, HartState state) {
        Entry entry = entries.get(number);
        OptionalLong value = entry.read().of(hart, state);
        if (value.isEmpty()) {
            return "x".repeat(digits(number));
        }
        return "%016x".formatted(Long.reverseBytes(value.getAsLong())).substring(0, digits(number));
    }

    /** Writes a value in the protocol's notation, of the right number of digits; false if the register cannot be written. */
    boolean write(int number, Hart hart, HartState state, String digits) {
        long bytes = Long.parseUnsignedLong((digits + "0".repeat(16)).substring(0, 16), 16);
        return entries.get(number).write().to(hart, state, Long.reverseBytes(bytes));
    }
}
