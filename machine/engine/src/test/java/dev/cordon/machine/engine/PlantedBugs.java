// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static dev.cordon.machine.engine.PlantedBug.answer;
import static dev.cordon.machine.engine.PlantedBug.call;
import static dev.cordon.machine.engine.PlantedBug.constant;
import static dev.cordon.machine.engine.PlantedBug.field;
import static dev.cordon.machine.engine.PlantedBug.noCall;

import java.util.List;

/** Mistakes that {@link Lockstep} has to find: translations and code that outlive what they were made from, wrong counts. */
final class PlantedBugs {
    static final List<PlantedBug> ALL = List.of(
            new PlantedBug(
                    "a fence of all addresses forgets none",
                    "engine.Caches",
                    "fenceFirstStage",
                    noCall("clear", "()V")),
            new PlantedBug(
                    "a fence of an address forgets none", "engine.Caches", "fenceFirstStage", noCall("clear", "(J)V")),
            new PlantedBug(
                    "a fence of an ASID looks at VMIDs", "engine.Caches", "fenceFirstStage", call("asid", "vmid")),
            new PlantedBug(
                    "a guest's fence takes vsatp for hgatp",
                    "engine.Caches",
                    "fenceFirstStage",
                    field("hgatp", "vsatp")),
            new PlantedBug("fences leave code TLBs", "engine.Caches", "fenceFirstStage", field("fetch", "data")),
            new PlantedBug("fences leave data TLBs", "engine.Caches", "fenceFirstStage", field("data", "fetch")),
            new PlantedBug("HFENCE.VVMA is SFENCE.VMA", "engine.SystemUnit", "execute", constant(1, 0)),
            new PlantedBug("HFENCE.GVMA forgets nothing", "engine.Caches", "fenceGuestStage", noCall("clear", "()V")),
            new PlantedBug(
                    "HFENCE.GVMA of a VMID takes its low bit", "engine.SystemUnit", "execute", constant(0x3fff, 1)),
            new PlantedBug("HFENCE.GVMA leaves code TLBs", "engine.Caches", "fenceGuestStage", field("fetch", "data")),
            new PlantedBug(
                    "large pages are forgotten in part", "engine.MemoryUnit", "translate", noCall("noteSize", "(JI)V")),
            new PlantedBug(
                    "forgetting an address of code goes unnoticed", "engine.CodeTlb", "changeIfUsed", constant(1L, 0L)),
            new PlantedBug("regions are entered where the TLB was fenced", "engine.CodeTlb", "fence", constant(1L, 0L)),
            new PlantedBug(
                    "pages run after FENCE.I without a look",
                    "engine.FetchUnit",
                    "fenced",
                    noCall("refresh", "(Ldev/cordon/machine/engine/CodePage;)V")),
            new PlantedBug(
                    "FENCE.I leaves code TLBs",
                    "engine.Caches",
                    "fenceInstructions",
                    noCall("forEach", "(Ljava/util/function/Consumer;)V")),
            new PlantedBug(
                    "regions follow each other wherever they lead",
                    "engine.Interpreter",
                    "successor",
                    answer("fits", 1)),
            new PlantedBug(
                    "regions follow each other where a translation has gone",
                    "engine.Interpreter",
                    "run",
                    noCall("settleRegions", "()V")),
            new PlantedBug("regions that were given up follow others", "engine.RegionEntry", "detach", constant(0, 1)),
            new PlantedBug("regions do not look where their pages are", "engine.Tiering", "enters", answer("fits", 1)),
            new PlantedBug(
                    "regions do not look whether code is the same", "engine.Tiering", "attach", answer("matches", 1)),
            new PlantedBug("stores leave what was translated", "engine.CodePage", "written", noCall("detach", "(II)V")),
            new PlantedBug(
                    "FENCE.I leaves what was translated from a page that others changed",
                    "engine.CodePage",
                    "forget",
                    noCall("detach", "()V")),
            new PlantedBug("regions store where loads may", "translator.MemoryEmitter", "reach", constant(1, 0)),
            new PlantedBug(
                    "accesses that begin in a page are taken to end there",
                    "translator.MemoryEmitter",
                    "comparedEnd",
                    call("high", "low")),
            new PlantedBug("spans store where loads may", "translator.MemoryEmitter", "begin", answer("writes", 0)),
            new PlantedBug(
                    "a span goes on when its register has changed", "translator.Span", "assign", call("remove", "get")),
            new PlantedBug("stores do not set D again", "engine.Mmu", "usable", constant(Board.D, Board.A)),
            new PlantedBug(
                    "an exit counts the rest of its block", "translator.RegionEmitter", "leave", constant(255, 0)),
            new PlantedBug(
                    "an exit counts one instruction more", "engine.Interpreter", "translated", constant(-1, -2)));

    private PlantedBugs() {}
}
