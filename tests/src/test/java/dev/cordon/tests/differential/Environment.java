// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.machine.isa.Csr;
import dev.cordon.machine.isa.Instruction;
import dev.cordon.machine.isa.Register;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a case runs in: its mode, the address spaces of host and guest, and the CSRs. The main window of an address space shows
 * all of the case's region with every permission; the special window shows its data pages through entries of all kinds.
 */
final class Environment {
    private static final long BARE = 0;
    private static final long SV39 = 8;
    private static final long SV48 = 9;
    private static final long SSIP = 1L << 1;
    private static final long VSSIP = 1L << 2;
    private static final long TW = 1L << 21;
    private static final long TVM = 1L << 20;
    private static final long[] SCHEMES = {BARE, SV39, SV48};
    private static final int NAPOT = Layout.DATA / Layout.PAGE;
    private static final int SPECIALS = 10;
    private static final int CONTAINER_BITS = 30;
    /** So aligned, superpages beside the special window stay below one entry of the next level. */
    private static final int SPECIAL_BITS = 34;

    private static final int REGION_PAGES = Layout.CASE_SIZE / Layout.PAGE;
    private static final long ECALLS_OF_HANDLERS = 1L << 9 | 1L << 10 | 1L << 11;

    final Mode mode;
    final long seed;
    final Draw draw;
    /** CSRs before the case starts, in this order. */
    final Map<Integer, Long> csrs = new LinkedHashMap<>();

    /** What the setup stores to device registers, in this order, to raise interrupt lines. */
    final Map<Long, Long> lines = new LinkedHashMap<>();

    private final long base;
    private final long satpMode;
    private final long vsatpMode;
    private final long hgatpMode;
    private final boolean hostUser;
    private final boolean guestUser;
    private final long hostWindow;
    private final long hostSpecials;
    private final long guestPhysical;
    private final long guestPhysicalSpecials;
    private final long guestWindow;
    private final long guestSpecials;
    private final List<Long> hostTargets = new ArrayList<>();
    private final List<Long> guestTargets = new ArrayList<>();
    /** Physical addresses of the entries of the special pages, and a virtual address that each of them serves. */
    private final List<Long> hostEntries = new ArrayList<>();

    private long nextTable;
    /** Whether interrupts of S-mode are disabled. */
    private boolean quiet;

    private boolean isProtected;
    private boolean mapsDevice;

    Environment(Mode mode, long seed, long base) {
        this.mode = mode;
        this.seed = seed;
        this.base = base;
        draw = new Draw(seed);
        satpMode = draw.of(BARE, SV39, SV39, SV48, SV48);
        vsatpMode = draw.of(BARE, SV39, SV39, SV48, SV48);
        hgatpMode = draw.of(BARE, SV39, SV39, SV48, SV48);
        hostUser = mode == Mode.U || (mode == Mode.M && draw.chance(0.5));
        guestUser = mode == Mode.VU || (!mode.virtual && draw.chance(0.5));
        long container = (1L << CONTAINER_BITS) - 1;
        hostWindow = satpMode == BARE ? base : window(satpMode, container);
        hostSpecials = special(satpMode, hostWindow);
        guestPhysical = hgatpMode == BARE ? base : physicalWindow(container);
        guestPhysicalSpecials = (guestPhysical ^ 1L << 34) & -(1L << SPECIAL_BITS);
        guestWindow = vsatpMode == BARE ? guestPhysical : window(vsatpMode, container);
        guestSpecials = special(vsatpMode, guestWindow);
        chooseCsrs();
    }

    /** A virtual address of the case's region; low bits as the physical ones. */
    private long window(long scheme, long keep) {
        int bits = scheme == SV39 ? 39 : 48;
        return (draw.bits() << (64 - bits) >> (64 - bits) & ~keep) | (base & keep);
    }

    private long special(long scheme, long window) {
        return scheme == BARE ? 0 : (window ^ 1L << 34) & -(1L << SPECIAL_BITS);
    }

    private long physicalWindow(long keep) {
        int bits = hgatpMode == SV39 ? 41 : 50;
        return (draw.bits() >>> (64 - bits) & ~keep) | (base & keep);
    }

    private void chooseCsrs() {
        csrs.put(Csr.MEDELEG, (draw.chance(0.5) ? draw.sparse() : draw.dense()) & ~ECALLS_OF_HANDLERS);
        csrs.put(Csr.HEDELEG, draw.chance(0.5) ? draw.sparse() : draw.dense());
        csrs.put(Csr.MIDELEG, draw.bits() & 0xeee);
        csrs.put(Csr.HIDELEG, draw.bits() & 0xeee);
        csrs.put(Csr.MCOUNTEREN, draw.dense());
        csrs.put(Csr.HCOUNTEREN, draw.dense());
        csrs.put(Csr.SCOUNTEREN, draw.dense());
        csrs.put(Csr.MENVCFG, environment());
        csrs.put(Csr.HENVCFG, environment());
        if (!mode.virtual) { // for HLV and HSV QEMU looks at menvcfg alone: ADUE and PBMTE
            long both = 3L << 61;
            csrs.put(Csr.HENVCFG, (csr(Csr.HENVCFG) & ~both) | (csr(Csr.MENVCFG) & both));
        }
        csrs.put(Csr.SENVCFG, environment());
        csrs.put(Csr.HSTATUS, draw.bits() & (1L << 9 | 1L << 8 | 7L << 20));
        csrs.put(Csr.VSSTATUS, (draw.bits() & (1L << 18 | 1L << 19 | 1L << 8 | 1L << 5)) | floatingStatus());
        csrs.put(Csr.MSTATUS, (draw.bits() & (1L << 18 | 1L << 19 | 7L << 20)) | floatingStatus());
        csrs.put(Csr.STVEC, hostWindow + Layout.HANDLER);
        csrs.put(Csr.VSTVEC, guestWindow + Layout.HANDLER + 8);
    }

    /** A value for menvcfg or its kin; CBIE is none of its reserved values. */
    private long environment() {
        return (draw.dense() & ~0x30) | draw.of(0, 0x10, 0x30, 0x30);
    }

    private long csr(int number) {
        return csrs.getOrDefault(number, 0L);
    }

    private long floatingStatus() {
        return (1L + draw.below(3)) << 13;
    }

    /** Makes floating-point illegal. */
    void turnFloatingPointOff() {
        long[] choices = {0, 1L << 13, 3L << 13};
        csrs.put(Csr.VSSTATUS, (csr(Csr.VSSTATUS) & ~(3L << 13)) | draw.of(choices));
        csrs.put(Csr.MSTATUS, draw.of(choices));
    }

    /** Makes the floating-point state Dirty: what turns it so need not be the same. */
    void dirtyFloatingPoint() {
        csrs.put(Csr.VSSTATUS, csr(Csr.VSSTATUS) | 3L << 13);
        csrs.put(Csr.MSTATUS, 3L << 13);
    }

    /** Whether both timers of Sstc are enabled; otherwise QEMU has interrupts follow what M-mode writes nevertheless. */
    boolean hasTimers() {
        return (csr(Csr.MENVCFG) & csr(Csr.HENVCFG)) < 0;
    }

    /** Lets an interrupt that is not taken end a WFI at once. */
    void wake() {
        csrs.merge(Csr.MIDELEG, SSIP, (a, b) -> a | b);
        csrs.merge(Csr.HIDELEG, VSSIP, (a, b) -> a | b);
        long which = mode.virtual ? VSSIP : SSIP;
        csrs.put(Csr.MIE, which);
        csrs.put(mode.virtual ? Csr.HVIP : Csr.MIP, which);
        quiet = true;
    }

    /** Restricts, now and then, what physical memory may be accessed: of the data, or of the page tables. */
    void protect() {
        if (mode == Mode.M || !draw.chance(0.25)) {
            return;
        }
        csrs.put(Csr.PMPADDR0 + 15, -1L >>> 10);
        csrs.put(Csr.PMPCFG0 + 2, 0x1fL << 56);
        long config = 0;
        for (int entry = 0; entry < 4; entry++) {
            boolean tables = draw.chance(0.15) && hgatpMode == BARE; // QEMU: guest-page fault
            long area = tables ? base + Layout.TABLES + (long) draw.below(10) * Layout.PAGE : base + Layout.DATA;
            long size = tables ? Layout.PAGE : 1L << (6 + draw.below(8));
            long start = (area + draw.below(Layout.DATA_PAGES * Layout.PAGE)) & -size;
            long range = tables ? area : start;
            csrs.put(Csr.PMPADDR0 + entry, range >>> 2 | (size >>> 3) - 1);
            config |= (draw.of(0, 1, 1, 3, 4, 5, 7) | 0x18) << (8 * entry);
        }
        csrs.put(Csr.PMPCFG0, config);
        // A handler that cannot be fetched is no place to go to.
        csrs.put(Csr.MEDELEG, csr(Csr.MEDELEG) & ~2L);
        isProtected = true;
    }

    /** Lets a special page be one where there is no memory. */
    void mapDevice() {
        mapsDevice = true;
    }

    /** Whether accesses that are not aligned may touch memory of two kinds. */
    boolean isProtected() {
        return isProtected;
    }

    /** Lets QEMU show all of sip in VS-mode, where it wrongly heeds mideleg. */
    void delegateInterrupts() {
        if (mode.virtual) {
            csrs.put(Csr.MIDELEG, csr(Csr.MIDELEG) | 0x222);
        }
    }

    /** Where the case's region appears to its own code. */
    long window() {
        return switch (mode) {
            case M -> base;
            case S, U -> hostWindow;
            case VS, VU -> guestWindow;
        };
    }

    /** Where it appears to HLV and HSV. */
    long guestWindow() {
        return guestWindow;
    }

    /** Addresses that are worth an access by the case's own loads and stores. */
    List<Long> targets() {
        return switch (mode) {
            case M -> List.of(base + Layout.DATA);
            case S, U -> satpMode == BARE ? List.of(base + Layout.DATA) : hostTargets;
            case VS, VU -> guestTargets();
        };
    }

    /** The same for HLV and HSV. */
    List<Long> guestTargets() {
        return guestTargets.isEmpty() ? List.of(guestWindow + Layout.DATA) : guestTargets;
    }

    /** Whether WFI is illegal below M-mode. */
    boolean trapsWaiting() {
        return (csr(Csr.MSTATUS) & TW) != 0;
    }

    /** Whether S-mode can change entries of its special pages, and fence. */
    boolean canRemap() {
        return mode == Mode.S && satpMode != BARE && (csr(Csr.MSTATUS) & TVM) == 0;
    }

    /** Which of the {@link #targets} an index of {@link #remappable} serves. */
    List<Long> remappable() {
        return hostEntries;
    }

    long remappedTarget(int index) {
        return hostTargets.get(index);
    }

    /** Physical addresses of the case seen through the main window. */
    long seen(long physical) {
        return physical - base + window();
    }

    /** Whether HLV may read the pages of the guest's main window. */
    boolean guestModeFits() {
        return ((csr(Csr.HSTATUS) & 1L << 8) == 0) == guestUser || vsatpMode == BARE;
    }

    boolean hasGuestStage() {
        return hgatpMode != BARE;
    }

    void build(Image image) {
        nextTable = base + Layout.TABLES;
        image.put(base + Layout.HYPERVISOR_HANDLER, hostWindow + Layout.HANDLER);
        image.put(base + Layout.GUEST_HANDLER, guestWindow + Layout.HANDLER + 8);
        image.put(base + Layout.CODE_ADDRESS, window() + Layout.CODE);
        image.put(base + Layout.HANDLER, 0x0000_0013_0000_0073L); // ecall; nop
        image.put(base + Layout.HANDLER + 8, 0x0000_0013_0000_0073L);
        if (satpMode != BARE) {
            long root = fresh();
            PageTables tables = new PageTables(image, root, levels(satpMode), false, 0, this::fresh);
            mapRegion(tables, hostWindow, base, hostUser, Layout.HANDLER);
            mapSpecials(tables, hostSpecials, List.of(base), hostUser, hostTargets, true);
            csrs.put(Csr.SATP, satpMode << 60 | (draw.bits() & 0xffff) << 44 | root >>> 12);
        }
        if (vsatpMode != BARE) {
            long root = fresh();
            long shift = guestPhysical - base;
            PageTables tables = new PageTables(image, root, levels(vsatpMode), false, shift, this::fresh);
            mapRegion(tables, guestWindow, guestPhysical, guestUser, Layout.HANDLER);
            List<Long> places = hgatpMode == BARE
                    ? List.of(guestPhysical)
                    : List.of(guestPhysical, guestPhysical, guestPhysicalSpecials - Layout.DATA);
            mapSpecials(tables, guestSpecials, places, guestUser, guestTargets, false);
            csrs.put(Csr.VSATP, vsatpMode << 60 | (draw.bits() & 0xffff) << 44 | (root + shift) >>> 12);
        }
        if (hgatpMode != BARE) {
            long root = base + Layout.GUEST_ROOT;
            PageTables tables = new PageTables(image, root, levels(hgatpMode), true, 0, this::fresh);
            mapGuestRegion(tables);
            mapSpecials(
                    tables, guestPhysicalSpecials, List.of(base), true, vsatpMode == BARE ? guestTargets : null, false);
            csrs.put(Csr.HGATP, hgatpMode << 60 | (draw.bits() & 0x3fff) << 44 | root >>> 12);
        }
        if (vsatpMode == BARE && hgatpMode != BARE) {
            guestTargets.add(guestWindow + Layout.DATA);
        }
    }

    private static int levels(long scheme) {
        return scheme == SV39 ? 3 : 4;
    }

    private long fresh() {
        long table = nextTable;
        nextTable += Layout.PAGE;
        if (nextTable == base + Layout.GUEST_ROOT) {
            nextTable = base + Layout.MORE_TABLES;
        }
        if (nextTable > base + Layout.CASE_SIZE) {
            throw new IllegalStateException("too many page tables");
        }
        return table;
    }

    /** The main window, page by page; the handler's page is for S-mode. */
    private void mapRegion(PageTables tables, long window, long target, boolean user, int handler) {
        long flags = 0xcf | (draw.chance(0.3) ? PageTables.G : 0);
        for (int page = 0; page < REGION_PAGES; page++) {
            int offset = page * Layout.PAGE;
            long u = user && offset != handler ? PageTables.U : 0;
            tables.map(window + offset, target + offset, 0, flags | u);
        }
    }

    private void mapGuestRegion(PageTables tables) {
        int level = draw.below(3);
        if (level == 0) {
            for (int offset = 0; offset < Layout.CASE_SIZE; offset += Layout.PAGE) {
                tables.map(guestPhysical + offset, base + offset, 0, 0xdf);
            }
        } else {
            long size = 1L << (12 + 9 * level);
            tables.map(guestPhysical, base & -size, level, 0xdf);
        }
    }

    private void mapSpecials(
            PageTables tables,
            long window,
            List<Long> places,
            boolean user,
            @org.jspecify.annotations.Nullable List<Long> targets,
            boolean entries) {
        for (int i = 0; i < SPECIALS; i++) {
            long virtual = window + (long) i * Layout.PAGE;
            long target = draw.of(places) + Layout.DATA + (long) draw.below(Layout.DATA_PAGES) * Layout.PAGE;
            if (i == 0 && mapsDevice) {
                target = FetchItems.DEVICE;
            }
            boolean napot = i == NAPOT && draw.chance(0.4); // its place in 64 KiB is that of the first data page
            if (napot) {
                target = places.getFirst() + Layout.DATA - Layout.PAGE;
            }
            tables.map(virtual, target, 0, leafFlags(user) | (napot ? PageTables.N : 0));
            add(targets, virtual);
            if (entries) {
                hostEntries.add(tables.entry(virtual, 0));
            }
        }
        if (!places.contains(base)) { // of a guest: a table that the G-stage does not have
            long virtual = window + 3L * (1L << 21);
            tables.map(virtual, guestPhysical ^ 1L << 35, 1, PageTables.V);
            add(targets, virtual);
        }
        for (int level = 1; level < tables.levels(); level++) {
            for (int i = 1; i <= 2; i++) {
                long size = 1L << (12 + 9 * level);
                long virtual = (window & -size) + i * size;
                if (index(virtual, level) == index(window, level)) {
                    continue;
                }
                long target = draw.of(places) + Layout.DATA + (long) draw.below(Layout.DATA_PAGES) * Layout.PAGE;
                long aligned = (target & -size) | (draw.chance(0.15) ? 1L << (12 + draw.below(9 * level)) : 0);
                tables.map(virtual, aligned, level, leafFlags(user));
                add(targets, virtual + (target & size - 1));
            }
        }
    }

    private static long index(long virtual, int level) {
        return virtual >>> (12 + 9 * level) & 511;
    }

    private static void add(@org.jspecify.annotations.Nullable List<Long> targets, long virtual) {
        if (targets != null) {
            targets.add(virtual);
        }
    }

    long leafFlags(boolean user) {
        long flags = 0xcf | (user ? PageTables.U : 0);
        for (long bit : new long[] {PageTables.R, PageTables.W, PageTables.X, PageTables.A, PageTables.D}) {
            if (draw.chance(0.2)) {
                flags ^= bit;
            }
        }
        if (draw.chance(0.12)) {
            flags ^= PageTables.U;
        }
        if (draw.chance(0.05)) {
            flags ^= PageTables.V;
        }
        if (draw.chance(0.3)) {
            flags ^= PageTables.G;
        }
        if (draw.chance(0.06)) {
            flags |= 1L << (54 + draw.below(9));
        }
        return flags | (draw.bits() & 3) << 8;
    }

    boolean userPages() {
        return mode == Mode.U;
    }

    /** The code that brings the CSRs about and returns; for M-mode. */
    byte[] setup() {
        Assembler code = new Assembler(base + Layout.SETUP);
        lines.forEach((address, value) -> code.li(Register.T0, address)
                .li(Register.T1, value)
                .emit(address >>> 28 == 1 ? Instruction.SB : Instruction.SW, Register.T1, 0, Register.T0));
        csrs.forEach((csr, value) -> {
            if (csr != Csr.MSTATUS) {
                set(code, csr, value);
            }
        });
        long status = csr(Csr.MSTATUS);
        long enables = quiet ? 0 : 1L << 1 | 1L << 5;
        if (mode.virtual) {
            status &= ~(1L << 22); // QEMU obeys TSR in VS-mode, too ("Machine Status Registers": only in HS-mode)
            status |= mode.privilege << 8 | (draw.bits() & enables);
            set(code, Csr.MSTATUS, status);
            set(code, Csr.HSTATUS, csr(Csr.HSTATUS) | 1L << 7);
            set(code, Csr.SEPC, window() + Layout.CODE);
        } else {
            status |= (long) mode.privilege << 11 | (draw.bits() & (enables | 1L << 7 | 1L << 8));
            set(code, Csr.MSTATUS, status);
            set(code, Csr.MEPC, window() + Layout.CODE);
        }
        code.emit(Instruction.JALR, Register.ZERO, 0, Register.RA);
        return code.bytes();
    }

    private static void set(Assembler code, int csr, long value) {
        code.li(Register.T0, value).emit(Instruction.CSRRW, Register.ZERO, csr, Register.T0);
    }

    /** How addresses are translated. */
    String shape() {
        boolean updates = (csr(mode.virtual ? Csr.HENVCFG : Csr.MENVCFG) & 1L << 61) != 0;
        return shape(mode, satpMode, vsatpMode, hgatpMode, updates);
    }

    private static String shape(Mode mode, long satp, long vsatp, long hgatp, boolean updates) {
        String svadu = updates ? ", A and D by hardware" : ", A and D by software";
        return switch (mode) {
            case M -> "shape M";
            case S, U -> "shape " + mode + " satp " + satp + svadu;
            case VS, VU -> "shape " + mode + " vsatp " + vsatp + " hgatp " + hgatp + svadu;
        };
    }

    /** All there are in a mode. */
    static Set<String> shapes(Mode mode) {
        Set<String> shapes = new TreeSet<>();
        for (long one : SCHEMES) {
            for (long two : SCHEMES) {
                shapes.add(shape(mode, one, one, two, true));
                shapes.add(shape(mode, one, one, two, false));
            }
        }
        return shapes;
    }

    @Override
    public String toString() {
        return mode + " satp=" + satpMode + " vsatp=" + vsatpMode + " hgatp=" + hgatpMode + " window=0x"
                + Long.toHexString(window());
    }
}
