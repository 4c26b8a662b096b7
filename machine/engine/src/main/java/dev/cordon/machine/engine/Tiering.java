// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Format;
import dev.cordon.machine.isa.Isa;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which code of one hart is interpreted, and which runs translated. */
final class Tiering {
    /** While a translation is being made, a head looks after so many times whether it is there. */
    private static final int PATIENCE = 32;

    /** After so many requests whose translation did not fit when it came, a place is interpreted for good. */
    private static final int REQUESTS = 4;

    private final Engine engine;
    private final Ram ram;
    private final Isa isa;
    private long chance;

    Tiering(Engine engine, Ram ram, Isa isa) {
        this.engine = engine;
        this.ram = ram;
        this.isa = isa;
        chance = engine.seed();
    }

    /** Whether translated code may run where a hart is now. */
    boolean enters(RegionEntry entry, Interpreter hart) {
        return entry.fits(hart) && (isSteady() || heads());
    }

    /** Whether translated code runs wherever there is some. */
    boolean isSteady() {
        return chance == 0;
    }

    /** Tosses a coin. */
    private boolean heads() {
        chance ^= chance << 13;
        chance ^= chance >>> 7;
        chance ^= chance << 17;
        return chance < 0;
    }

    /** Has translated code begin at a place and answers true, or sees to it that there will be some. */
    boolean promote(RegionHead head, Interpreter hart) {
        Engine.Request request = head.request;
        if (request == null) {
            long physical = hart.page.physical + ((long) head.slot << 1);
            Optional<Region> known = engine.region(physical);
            if (known.isPresent() && attach(head, known.get(), hart)) {
                return true;
            }
            if (head.requests++ == REQUESTS) {
                giveUp(head, hart);
                return false;
            }
            request = engine.request(
                    physical,
                    hart.base + ((long) head.slot << 1),
                    new CodeSnapshot(hart.base, hart.code, engine.repeats()),
                    isa,
                    ram.reservations().isAlone());
            head.request = request;
        }
        if (request.isPending()) {
            head.wait(PATIENCE);
            return false;
        }
        head.request = null;
        Optional<Region> made = request.region();
        if (made.isEmpty()) {
            giveUp(head, hart);
            return false;
        }
        if (attach(head, made.get(), hart)) {
            return true;
        }
        head.wait(PATIENCE);
        return false;
    }

    /**
     * Translated code has left before an instruction that the interpreter could do: a load or store that begins a span lies in two pages with others of it, or in one where others are not allowed. Where this happens often, code is translated without spans.
     */
    void noteEasy(RegionEntry entry, MicroOp op) {
        Format format = op.instruction.format();
        boolean access = format == Format.LOAD || format == Format.STORE;
        if (access && entry.region.spans() && ++entry.easy == engine.patience()) {
            engine.splitSpans(entry.home.physical + ((long) entry.slot << 1), entry.region);
            entry.detach();
            if (entry.home.at(entry.slot) instanceof RegionHead head) {
                head.hasten();
            }
        }
    }

    private static void giveUp(RegionHead head, Interpreter hart) {
        MicroOp plain = head.plain();
        plain.led = true; // or the next jump would make a head again
        hart.page.put(head.slot, plain);
    }

    private static boolean attach(RegionHead head, Region region, Interpreter hart) {
        List<CodePage> pages = new ArrayList<>();
        for (Region.Source source : region.sources()) {
            CodePage page = hart.code.page(hart.base + source.displacement());
            if (page.physical != source.physical() || !page.matches(source)) {
                return false;
            }
            pages.add(page);
        }
        hart.page.attach(region.enter(head.plain(), List.copyOf(pages)));
        return true;
    }
}
