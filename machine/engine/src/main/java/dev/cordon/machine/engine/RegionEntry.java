// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where translated code begins, in one hart: it stands in the slot of the region's first instruction. It goes when the hart's view of any code changes that the region was
 * made from.
 *
 * <p>{@code machine/translator} makes a subclass for each region, so that whoever comes here is one step from the code: what is on the way is seldom in the host's caches.
 */
abstract class RegionEntry extends MicroOp {
    final Region region;

    /** The hart's pages that the region was made from, in the order of its sources. */
    final List<CodePage> pages;

    /** The first of them, that of the entry; whoever comes here is in a hurry. */
    final CodePage home;

    /** It has not been detached. */
    boolean live = true;

    /** How often it left before an access that was easy by itself: the span that begins there was not. */
    int easy;

    private final MicroOp original;

    /** Where all pages were last found to be as the region needs them: the TLB, its version, the address of the entry. */
    private @Nullable CodeTlb fitting;

    private long fittingVersion;
    private long fittingAddress;

    RegionEntry(MicroOp original, Region region, List<CodePage> pages) {
        super(original);
        this.original = original;
        this.region = region;
        home = pages.isEmpty() ? CodePage.EMPTY : pages.getFirst();
        this.pages = pages;
    }

    /**
     * Runs from the entry of the region, and sets the state's pc to where to go on.
     *
     * @param tlb the entries of the {@link DataTlb} of the current mode
     * @param reservation that of the hart, and the way to those of others, which a store may end
     * @param base the address of the page in which the entry lies
     * @param left how many instructions may run
     * @return how many of these are left; if negative, its complement, and the next instruction cannot be done here
     */
    abstract int run(HartState state, long[] tlb, Reservations.Holder reservation, long base, int left);

    /** Whether the hart, which is here, would reach all code of the region without a walk of page tables. */
    final boolean fits(Interpreter hart) {
        return hasFitted(address(hart), hart.code) || fitsNow(hart);
    }

    /** Whether it fitted at an address, and no translation has gone since. */
    private boolean hasFitted(long address, CodeTlb code) {
        return fittingAddress == address && fitting == code && fittingVersion == code.version;
    }

    private boolean fitsNow(Interpreter hart) {
        for (int i = 1; i < pages.size(); i++) {
            if (hart.code.page(hart.base + region.sources().get(i).displacement()) != pages.get(i)) {
                return false;
            }
        }
        fitting = hart.code;
        fittingVersion = hart.code.version;
        fittingAddress = address(hart);
        return true;
    }

    private long address(Interpreter hart) {
        return hart.base + ((long) slot << 1);
    }

    /** Whether the region was made from one of these slots of a page. */
    boolean dependsOn(CodePage page, int first, int end) {
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i) == page && region.sources().get(i).covers(first, end)) {
                return true;
            }
        }
        return false;
    }

    /** Has the hart interpret again what the region was made from. */
    void detach() {
        live = false;
        fitting = null;
        pages.forEach(page -> page.forget(this));
    }

    @Override
    void link(MicroOp following) {
        super.link(following);
        original.link(following);
    }

    @Override
    MicroOp plain() {
        return original;
    }

    @Override
    @Nullable
    MicroOp execute(Interpreter hart) {
        return null; // the interpreter knows what to do
    }
}
