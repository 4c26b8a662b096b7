// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.host.GdbTarget.Order;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A conversation with a debugger in the GDB remote serial protocol (GDB manual, "Packets"): threads are harts, numbered from 1.
 * One thread calls. What it does not know gets an empty answer, what is malformed an error; nothing that comes in makes it throw.
 */
final class GdbSession {
    private static final String UNSUPPORTED = "";
    private static final String OK = GdbInspector.OK;
    private static final String MALFORMED = GdbInspector.MALFORMED;
    /** The harts run. */
    private static final String BUSY = "E02";

    private static final Pattern STOP_POINT = Pattern.compile("[Zz]([0-4]),([0-9a-f]{1,16}),([0-9a-f]{1,8})(?:;.*)?");
    private static final Pattern THREAD = Pattern.compile("(?:H[gc]|T|qThreadExtraInfo,)(-1|[0-9a-f]{1,4})");
    private static final Pattern DESCRIPTION =
            Pattern.compile("qXfer:features:read:target\\.xml:([0-9a-f]{1,8}),([0-9a-f]{1,8})");

    private final GdbTarget target;
    private final GdbInspector inspector;
    private final Consumer<String> out;
    private final Runnable acknowledgesNoMore;

    /** The harts that g and m, and c and s, are about. */
    private int inspected;

    private int resumed;
    private boolean open = true;

    /**
     * A debugger has come; the machine stands.
     *
     * @param out sends the content of a packet
     * @param acknowledgesNoMore switches acknowledgements off, from the answer to this packet on
     */
    GdbSession(GdbTarget target, Consumer<String> out, Runnable acknowledgesNoMore) {
        this.target = target;
        this.inspector = new GdbInspector(target);
        this.out = out;
        this.acknowledgesNoMore = acknowledgesNoMore;
        inspected = target.lastStop().hart();
        resumed = inspected;
    }

    /** Whether there is more to say. */
    boolean isOpen() {
        return open;
    }

    /** Does what an event asks for. */
    void handle(GdbEvent event) {
        switch (event) {
            case GdbEvent.Packet packet -> handle(packet.content());
            case GdbEvent.Interrupt _ -> target.stop(GdbStop.of(inspected, GdbStop.Reason.INTERRUPT));
            case GdbEvent.Stopped stopped -> {
                target.awaitStanding();
                inspected = stopped.stop().hart();
                resumed = inspected;
                out.accept(stopped.stop().reply());
            }
            case GdbEvent.Ended ended -> {
                out.accept("W%02x".formatted(ended.code() & 0xff));
                open = false;
            }
            case GdbEvent.Closed _ -> open = false;
        }
    }

    private void handle(String packet) {
        if (packet.isEmpty()) {
            out.accept(UNSUPPORTED);
            return;
        }
        switch (packet.charAt(0)) {
            case 'k' -> kill();
            case 'v' -> handleLong(packet);
            case 'c', 'C', 's', 'S' -> resumeOld(packet);
            case 'D' -> {
                target.awaitStanding();
                target.stops().clear();
                out.accept(OK);
                open = false;
                target.resumeAll();
            }
            default -> out.accept(target.isStanding() ? answer(packet) : BUSY);
        }
    }

    private void kill() {
        open = false;
        target.kill();
    }

    private void handleLong(String packet) {
        if (packet.equals("vCont?")) {
            out.accept("vCont;c;C;s;S");
        } else if (packet.startsWith("vCont")) {
            resume(GdbResumption.actions(packet, target.harts().size()));
        } else if (packet.startsWith("vKill")) {
            out.accept(OK);
            kill();
        } else {
            out.accept(UNSUPPORTED);
        }
    }

    private void resumeOld(String packet) {
        Optional<List<Order>> orders =
                GdbResumption.old(packet, resumed, target.harts().size());
        if (orders.isPresent() && target.isStanding()) {
            GdbResumption.address(packet).ifPresent(pc -> target.state(resumed).pc = pc & ~1);
        }
        resume(orders);
    }

    /** Lets harts run; the answer is the next stop. */
    private void resume(Optional<List<Order>> orders) {
        if (!target.isStanding()) {
            out.accept(BUSY);
        } else if (orders.isEmpty() || orders.get().stream().allMatch(order -> order == Order.HOLD)) {
            out.accept(MALFORMED);
        } else {
            target.resume(orders.get());
        }
    }

    private String answer(String packet) {
        return switch (packet.charAt(0)) {
            case '?' -> target.lastStop().reply();
            case 'g', 'G', 'p', 'P', 'm', 'M', 'X' -> inspector.answer(inspected, packet);
            case 'Z', 'z' -> changeStops(packet, STOP_POINT.matcher(packet));
            case 'H' -> selectThread(packet);
            case 'T' -> thread(packet).isPresent() ? OK : MALFORMED;
            case 'q' -> query(packet);
            case 'Q' -> set(packet);
            default -> UNSUPPORTED;
        };
    }

    private String changeStops(String packet, Matcher matcher) {
        if (!matcher.matches()) {
            return MALFORMED;
        }
        long address = Long.parseUnsignedLong(matcher.group(2), 16);
        long length = Math.max(1, Long.parseLong(matcher.group(3), 16));
        target.stops().change(packet.charAt(0) == 'Z', Integer.parseInt(matcher.group(1)), address, length);
        return OK;
    }

    private String selectThread(String packet) {
        Optional<Integer> hart = thread(packet);
        if (hart.isEmpty()) {
            return MALFORMED;
        }
        if (packet.charAt(1) == 'g') {
            inspected = hart.get();
        } else {
            resumed = hart.get();
        }
        return OK;
    }

    /** The hart of the thread that a packet names; any is the current one. */
    private Optional<Integer> thread(String packet) {
        Matcher matcher = THREAD.matcher(packet);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int thread = Integer.parseInt(matcher.group(1), 16);
        int hart = thread <= 0 ? inspected : thread - 1;
        return hart < target.harts().size() ? Optional.of(hart) : Optional.empty();
    }

    private String query(String packet) {
        if (packet.startsWith("qSupported")) {
            return "PacketSize=" + Integer.toHexString(GdbFramer.LIMIT)
                    + ";qXfer:features:read+;vContSupported+;QStartNoAckMode+";
        }
        if (packet.startsWith("qXfer:features:read:")) {
            return describe(DESCRIPTION.matcher(packet));
        }
        if (packet.startsWith("qThreadExtraInfo,")) {
            return thread(packet).map(this::describeHart).orElse(MALFORMED);
        }
        return switch (packet) {
            case "qC" -> "QC" + Integer.toHexString(inspected + 1);
            case "qAttached" -> "1";
            case "qfThreadInfo" ->
                IntStream.rangeClosed(1, target.harts().size())
                        .mapToObj(Integer::toHexString)
                        .collect(Collectors.joining(",", "m", ""));
            case "qsThreadInfo" -> "l";
            default -> UNSUPPORTED;
        };
    }

    private String describe(Matcher matcher) {
        if (!matcher.matches()) {
            return "E00";
        }
        String whole = inspector.description();
        int from = (int) Math.min(Long.parseLong(matcher.group(1), 16), whole.length());
        long length = Math.min(Long.parseLong(matcher.group(2), 16), GdbFramer.LIMIT / 2);
        int to = (int) Math.min(from + length, whole.length());
        return (to == whole.length() ? "l" : "m") + whole.substring(from, to);
    }

    private String describeHart(int hart) {
        String text =
                "hart " + hart + ", " + PrivilegeMode.of(target.state(hart)).label() + "-mode";
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String set(String packet) {
        if (packet.equals("QStartNoAckMode")) {
            acknowledgesNoMore.run();
            return OK;
        }
        return UNSUPPORTED;
    }
}
