// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.EngineStatistics;
import dev.cordon.machine.engine.HartStatistics;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.platform.Machine;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run has done, in numbers, over all harts. Exact once it has ended.
 *
 * @param instructions retired
 * @param translated how many of these ran as translated code
 * @param entries how often translated code was entered
 * @param sideExits how often it was left because it could not do an instruction, by the instruction's name
 * @param slow how often an instruction was done outside both translated code and the interpreter's loop, by the instruction's name
 * @param dataMisses loads, stores and atomics whose page was not in the TLB, or not for this
 * @param codeMisses fetches for which code had to be looked up by page tables
 * @param translations what was translated
 * @param exits how often harts stopped running their software, by the reason; counted if the run {@linkplain Cordon#measure is measured}
 * @param shares where the time of the harts went; zero unless the run is measured
 */
public record Statistics(
        long instructions,
        long translated,
        long entries,
        SortedMap<String, Long> sideExits,
        SortedMap<String, Long> slow,
        long dataMisses,
        long codeMisses,
        Translations translations,
        SortedMap<String, Long> exits,
        Shares shares) {
    /**
     * What was translated.
     *
     * @param requested translations that harts have asked for
     * @param regions regions of code that came of it
     * @param instructions of guests in all of them
     * @param bytes of Java class files in all of them
     * @param live regions that are kept now
     * @param dropped regions that are not kept any more
     */
    public record Translations(long requested, long regions, long instructions, long bytes, long live, long dropped) {}

    /**
     * Time on the host's clock, added up over all harts.
     *
     * @param software in which they ran guests, or what else the machine runs
     * @param handlers in which programs and the microhypervisor ran
     * @param idle in which there was nothing to do
     */
    public record Shares(Duration software, Duration handlers, Duration idle) {
        /** Of a run that is not measured. */
        static final Shares UNKNOWN = new Shares(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    static Statistics of(Machine machine, SortedMap<String, Long> exits, Shares shares) {
        long instructions = 0;
        long translated = 0;
        long entries = 0;
        long dataMisses = 0;
        long codeMisses = 0;
        SortedMap<String, Long> sideExits = new TreeMap<>();
        SortedMap<String, Long> slow = new TreeMap<>();
        for (var hart : machine.harts()) {
            HartStatistics done = hart.statistics();
            instructions += done.retired();
            translated += done.translated();
            entries += done.entries();
            dataMisses += done.dataMisses();
            codeMisses += done.codeMisses();
            add(sideExits, done.sideExits());
            add(slow, done.slow());
        }
        EngineStatistics engine = machine.engine().statistics();
        Translations translations = new Translations(
                engine.requested(),
                engine.made(),
                engine.instructions(),
                engine.bytes(),
                engine.live(),
                engine.dropped());
        return new Statistics(
                instructions,
                translated,
                entries,
                sideExits,
                slow,
                dataMisses,
                codeMisses,
                translations,
                exits,
                shares);
    }

    private static void add(SortedMap<String, Long> sums, SortedMap<Instruction, Long> counted) {
        counted.forEach((instruction, count) ->
                sums.merge(instruction.name().toLowerCase(Locale.ROOT).replace('_', '.'), count, Long::sum));
    }
}
