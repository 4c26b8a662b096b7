// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the packets that look at registers and memory of one hart, or change them, while the machine stands. */
final class GdbInspector {
    static final String OK = "OK";
    /** The packet is wrong. */
    static final String MALFORMED = "E01";
    /** There is no memory, or not all of it. */
    static final String NO_MEMORY = "E0e";

    private static final Pattern REGISTER = Pattern.compile("p([0-9a-f]{1,4})");
    private static final Pattern SET_REGISTER = Pattern.compile("P([0-9a-f]{1,4})=([0-9a-f]+)");
    private static final Pattern READ = Pattern.compile("m([0-9a-f]{1,16}),([0-9a-f]{1,8})");
    private static final Pattern WRITE = Pattern.compile("M([0-9a-f]{1,16}),([0-9a-f]{1,8}):((?:[0-9a-f]{2})*)");
    private static final Pattern WRITE_BINARY =
            Pattern.compile("X([0-9a-f]{1,16}),([0-9a-f]{1,8}):(.*)", Pattern.DOTALL);

    private static final int WORD_DIGITS = 16;
    private static final int LONGEST_READ = GdbFramer.LIMIT / 4;

    private final GdbTarget target;
    private final GdbRegisters registers;

    GdbInspector(GdbTarget target) {
        this.target = target;
        this.registers = new GdbRegisters(target.harts().getFirst(), target.state(0));
    }

    /** The target description that numbers the registers. */
    String description() {
        return registers.description();
    }

    /** The answer to one of the packets g, G, p, P, m, M and X about a hart. */
    String answer(int hart, String packet) {
        return switch (packet.charAt(0)) {
            case 'g' -> readGeneral(hart);
            case 'G' -> writeGeneral(hart, packet.substring(1));
            case 'p' -> readRegister(hart, REGISTER.matcher(packet));
            case 'P' -> writeRegister(hart, SET_REGISTER.matcher(packet));
            case 'm' -> readMemory(hart, READ.matcher(packet));
            case 'M' -> {
                Matcher matcher = WRITE.matcher(packet);
                yield matcher.matches()
                        ? writeMemory(hart, matcher, HexFormat.of().parseHex(matcher.group(3)))
                        : MALFORMED;
            }
            default -> {
                Matcher matcher = WRITE_BINARY.matcher(packet);
                yield matcher.matches()
                        ? writeMemory(hart, matcher, matcher.group(3).getBytes(StandardCharsets.ISO_8859_1))
                        : MALFORMED;
            }
        };
    }

    private Hart hart(int number) {
        return target.harts().get(number);
    }

    private String readGeneral(int hart) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < GdbRegisters.GENERAL; i++) {
            all.append(registers.read(i, hart(hart), target.state(hart)));
        }
        return all.toString();
    }

    private String writeGeneral(int hart, String digits) {
        if (!digits.matches("[0-9a-f]{" + GdbRegisters.GENERAL * WORD_DIGITS + "}")) {
            return MALFORMED;
        }
        for (int i = 0; i < GdbRegisters.GENERAL; i++) {
            String value = digits.substring(i * WORD_DIGITS, (i + 1) * WORD_DIGITS);
            registers.write(i, hart(hart), target.state(hart), value);
        }
        return OK;
    }

    private String readRegister(int hart, Matcher packet) {
        if (!packet.matches()) {
            return MALFORMED;
        }
        int number = Integer.parseInt(packet.group(1), 16);
        return number < registers.count() ? registers.read(number, hart(hart), target.state(hart)) : MALFORMED;
    }

    private String writeRegister(int hart, Matcher packet) {
        if (!packet.matches()) {
            return MALFORMED;
        }
        int number = Integer.parseInt(packet.group(1), 16);
        String digits = packet.group(2);
        boolean written = number < registers.count()
                && digits.length() == registers.digits(number)
                && registers.write(number, hart(hart), target.state(hart), digits);
        return written ? OK : MALFORMED;
    }

    /** As much of what is asked for as is memory, from its start on. */
    private String readMemory(int hart, Matcher packet) {
        if (!packet.matches()) {
            return MALFORMED;
        }
        long address = Long.parseUnsignedLong(packet.group(1), 16);
        long length = Math.min(Long.parseLong(packet.group(2), 16), LONGEST_READ);
        HartState state = target.state(hart);
        StringBuilder bytes = new StringBuilder();
        for (long i = 0; i < length; i++) {
            OptionalInt octet = target.memory().read(state, address + i);
            if (octet.isEmpty()) {
                return i == 0 ? NO_MEMORY : bytes.toString();
            }
            HexFormat.of().toHexDigits(bytes, (byte) octet.getAsInt());
        }
        return bytes.toString();
    }

    private String writeMemory(int hart, Matcher packet, byte[] bytes) {
        if (bytes.length != Long.parseLong(packet.group(2), 16)) {
            return MALFORMED;
        }
        long address = Long.parseUnsignedLong(packet.group(1), 16);
        if (!target.memory().write(target.state(hart), address, bytes)) {
            return NO_MEMORY;
        }
        target.codeChanged();
        return OK;
    }
}
