// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pieces of programs in {@link AddressSpaces}, each drawn from a number, so that fewer of them are a program, too. Each may run in any mode: what it may not do there traps and is
 * skipped. Page tables are changed with the fence behind that the change needs, so what a program does is no matter of what TLBs hold.
 *
 * <p>x18 to x21 point to windows, x22 to {@link AddressSpaces#LARGE}; x24 to x26 are for one piece, x29 to x31 for handlers, x17 says where to go.
 */
final class PrivilegedCode {
    private static final int LARGE_BASE = 22;
    private static final List<String> ALU =
            List.of("add", "sub", "xor", "and", "mul", "sltu", "sraw", "addw", "divu", "sh2add", "max", "orn");
    private static final List<String> LOADS =
            List.of("ld %s", "lw %s", "lhu %s", "lb %s", "lwu %s", "fld f1, %s", "flw f2, %s");
    private static final List<String> STORES = List.of("sd %s", "sw %s", "sh %s", "sb %s", "fsd f1, %s", "fsw f2, %s");
    private static final List<String> FLAGS = List.of(
            "VRAD", "VRWAD", "VRWAD", "VRWAD", "VRWUAD", "VRWUAD", "VRA", "VRWA", "VRW", "VRWUA", "VRWU", "VXAD",
            "VRWXAD", "AD");
    private static final List<String> CODE_FLAGS = List.of("VRXAD", "VRXAD", "VXAD", "VRXA", "VRX", "VRWXAD", "AD");
    private static final List<String> COUNTERS = List.of(
            "instret",
            "cycle",
            "time",
            "scause",
            "sepc",
            "stval",
            "sstatus",
            "htval",
            "vscause",
            "mcause",
            "minstret",
            "sip");
    private static final List<Toggle> TOGGLED = List.of(
            new Toggle("sstatus", 0x40000),
            new Toggle("sstatus", 0x80000),
            new Toggle("sstatus", 0x100),
            new Toggle("vsstatus", 0x40000),
            new Toggle("vsstatus", 0x80000),
            new Toggle("hstatus", 0x100),
            new Toggle("hstatus", 0x80),
            new Toggle("hstatus", 0x200),
            new Toggle("mstatus", 0x20000),
            new Toggle("mstatus", 0x1000),
            new Toggle("mstatus", 0x8000000000L),
            new Toggle("menvcfg", 0x2000000000000000L),
            new Toggle("henvcfg", 0x2000000000000000L),
            new Toggle("sie", 0x222),
            new Toggle("sstatus", 2),
            new Toggle("sip", 2));
    /** M, HS, U, VS and VU as {@link PrivilegedProgram}'s handler takes them: mstatus.MPP, and MPV in bit 2. */
    private static final List<Integer> MODES = List.of(3, 1, 0, 5, 5, 4, 4);

    private final Random random;

    private PrivilegedCode(long gene) {
        random = new Random(gene);
    }

    /** The source of a piece; labels in it end in {@code @}. */
    static String of(long gene) {
        PrivilegedCode code = new PrivilegedCode(gene);
        return switch (code.random.nextInt(32)) {
            case 0, 1 -> code.compute();
            case 2, 3, 4, 5 -> code.access();
            case 6, 7 -> code.neighbours(19 + code.random.nextInt(LARGE_BASE - 19));
            case 8, 9 -> code.loop();
            case 10, 11, 12, 13 -> code.call();
            case 14, 15, 16, 17, 18, 19, 20, 21 -> code.scene();
            case 22 -> code.fence();
            case 23, 24 -> code.switchSpaces();
            case 25, 26 -> go(code.any(MODES));
            case 27 -> returnFromTrap();
            case 28, 29 -> code.toggle();
            case 30 -> code.random.nextBoolean() ? code.patch() : code.patches();
            default -> code.other();
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String register() {
        return "x" + (random.nextBoolean() ? 5 + random.nextInt(3) : 10 + random.nextInt(7));
    }

    private String compute() {
        return "%s %s, %s, %s\n".formatted(any(ALU), register(), register(), register());
    }

    /** A place in a window, mostly well aligned, sometimes across its end, never where code is. */
    private String place() {
        int base = 18 + random.nextInt(LARGE_BASE - 17);
        int offset = switch (random.nextInt(8)) {
            case 0 -> 2044 + random.nextInt(4);
            case 1 -> random.nextInt(1024);
            default -> 8 * random.nextInt(64);
        };
        return offset + "(x" + base + ")";
    }

    private String with(String access) {
        return access.contains("f") && access.charAt(0) == 'f'
                ? access.formatted(place())
                : access.formatted(register() + ", " + place());
    }

    private String access() {
        String base = "(x" + (18 + random.nextInt(LARGE_BASE - 17)) + ")";
        return switch (random.nextInt(12)) {
            case 0 -> "amoadd.d %s, %s, %s\n".formatted(register(), register(), base);
            case 1 -> "lr.w %s, %s\n sc.w %s, %s, %s\n".formatted("x5", base, "x6", "x7", base);
            case 2 -> "hlv.d %s, %s\n hsv.w %s, %s\n".formatted(register(), base, register(), base);
            case 3, 4, 5, 6 -> with(any(STORES)) + "\n";
            default -> with(any(LOADS)) + "\n";
        };
    }

    /** A loop of accesses that lie close together, about the start of a page, by a register that moves now and then. It has no labels, so it can be there twice. */
    private String neighbours(int base) {
        String pointer = random.nextBoolean() ? "x24" : "sp";
        List<String> code = new ArrayList<>();
        code.add("addi %s, x%d, %d".formatted(pointer, base, 8 * random.nextInt(2) - 2048));
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            String access = any(random.nextBoolean() ? LOADS : STORES);
            int offset = random.nextInt(8) == 0 ? random.nextInt(64) - 32 : 8 * (random.nextInt(5) - 2);
            String place = offset + "(" + pointer + ")";
            code.add(access.formatted(access.charAt(0) == 'f' ? place : register() + ", " + place));
            if (random.nextInt(6) == 0) {
                code.add("addi %1$s, %1$s, %2$d".formatted(pointer, 8 * (random.nextInt(5) - 2)));
            }
        }
        code.add("addi x28, x28, -1");
        return "li x28, %d\n%s\n bnez x28, . - %d\n"
                .formatted(2 + random.nextInt(3), String.join("\n", code), 4 * code.size());
    }

    private String loop() {
        return "li x28, %d\n again@: %s %s addi x28, x28, -1\n bnez x28, again@\n"
                .formatted(1 + random.nextInt(6), random.nextInt(3) == 0 ? compute() : access(), compute());
    }

    /** Calls a function; the jump is relative, so it stays on this side of {@link AddressSpaces#ALIAS}. */
    private String call() {
        return "jal ra, function + %d\n"
                .formatted(4096 * random.nextInt(AddressSpaces.FUNCTION_PAGES) + 64 * (1 + random.nextInt(3)));
    }

    private String call(int page) {
        return "jal ra, function + %d\n".formatted(4096 * page + 64 * (1 + random.nextInt(3)));
    }

    /**
     * Somebody uses what he has mapped, again and again by the same code, and somebody else changes the mapping in between: the level itself, or one below it that has the tables.
     */
    private String scene() {
        boolean guest = random.nextBoolean();
        boolean user = random.nextBoolean();
        int vm = random.nextInt(AddressSpaces.GUESTS);
        int space = random.nextInt(AddressSpaces.SPACES);
        Change change = change(space, user);
        String spaces = guest
                ? write("hgatp", AddressSpaces.hgatp(vm)) + write("vsatp", AddressSpaces.satp(space))
                : write("satp", AddressSpaces.satp(space));
        int user1 = user ? 0 : 1;
        String go = go(guest ? user1 + 4 : user1);
        int by = random.nextInt(guest ? 3 : 1);
        String edit = switch (by) {
            case 0 -> go(guest ? 5 : any(List.of(1, 1, 3))) + editOwnTables(space, change);
            case 1 -> go(any(List.of(1, 3))) + editGuestTables(vm, space, change);
            default -> go(any(List.of(1, 3))) + editGStage(vm, below(change));
        };
        return go(3) + spaces + "li x27, %d\n scene@:\n".formatted(2 + random.nextInt(4)) + go + change.use + edit
                + "addi x27, x27, -1\n bnez x27, scene@\n" + go + change.use;
    }

    private static String write(String csr, long value) {
        return "li x24, %#x\n csrw %s, x24\n".formatted(value, csr);
    }

    /** A new entry at a place in the tables, another one for each other turn of a scene, then what makes it known. */
    private static String edit(long place, Change change, String fence) {
        return """
                li x24, %#x
                csrc mstatus, x24
                li x25, %#x
                andi x24, x27, 1
                beqz x24, edit@
                li x25, %#x
                edit@:
                li x24, %#x
                sd x25, (x24)
                %s""".formatted(Status.MPRV, change.entry, change.other, place, fence);
    }

    /**
     * Which page of those that programs map becomes what.
     *
     * @param address the page
     * @param entry what its page-table entry becomes
     * @param other the same, another time
     * @param use code that accesses the page
     */
    private record Change(long address, long entry, long other, String use) {}

    private Change change(int space, boolean user) {
        return switch (random.nextInt(7)) {
            case 0 -> large(space, user);
            case 1, 2, 3 -> {
                int page = random.nextInt(AddressSpaces.FUNCTION_PAGES);
                long address = AddressSpaces.FUNCTIONS + 4096L * page + (user ? AddressSpaces.ALIAS : 0);
                yield new Change(
                        address, codeEntry(user), codeEntry(user), call(Math.max(page - random.nextInt(2), 0)));
            }
            default -> {
                int page = random.nextInt(AddressSpaces.WINDOW_PAGES);
                String use = random.nextBoolean() ? use(18 + page) : neighbours(18 + page);
                yield new Change(AddressSpaces.WINDOWS + 4096L * page, dataEntry(user), dataEntry(user), use);
            }
        };
    }

    /** In the second space it may become a table; then only a fence of all addresses will do. */
    private Change large(int space, boolean user) {
        long entry = AddressSpaces.leaf(Board.BASE, flags(FLAGS, user));
        long other = space == 1 && random.nextBoolean()
                ? AddressSpaces.smallPages(space)
                : AddressSpaces.leaf(Board.BASE, flags(FLAGS, user));
        return new Change(AddressSpaces.LARGE + 4096L * random.nextInt(512), entry, other, use(LARGE_BASE));
    }

    private static boolean isLarge(Change change) {
        return change.address >= AddressSpaces.LARGE && change.address < Board.BASE + AddressSpaces.ALIAS;
    }

    /** A change of the G-stage below: of the guest-physical page that a page is mapped to, if it is mapped to that of its own address. */
    private Change below(Change first) {
        long address = isLarge(first) ? AddressSpaces.WINDOWS : first.address & ~AddressSpaces.ALIAS;
        return address >= AddressSpaces.FUNCTIONS
                ? new Change(address, codeEntry(true), codeEntry(true), "")
                : new Change(address, dataEntry(true), dataEntry(true), "");
    }

    private long flags(List<String> list, boolean user) {
        long flags = Board.flags(any(list));
        return user && random.nextInt(6) != 0 ? flags | Board.U : flags;
    }

    private String use(int base) {
        return "ld %s, (x%d)\n sw %s, 8(x%d)\n ld %s, 8(x%d)\n"
                .formatted(register(), base, register(), base, register(), base);
    }

    private long codeEntry(boolean user) {
        return AddressSpaces.leaf(code(), flags(CODE_FLAGS, user));
    }

    private long dataEntry(boolean user) {
        long page = AddressSpaces.WINDOWS + 4096L * random.nextInt(AddressSpaces.DATA_PAGES);
        return AddressSpaces.leaf(random.nextInt(6) == 0 ? code() : page, flags(FLAGS, user));
    }

    private long code() {
        return AddressSpaces.FUNCTIONS + 4096L * random.nextInt(AddressSpaces.CODE_PAGES);
    }

    private String editOwnTables(int space, Change change) {
        return editFirstStage(0, space, change, "sfence.vma");
    }

    private String editGuestTables(int guest, int space, Change change) {
        String edit = editFirstStage(1 + guest, space, change, "hfence.vvma");
        String current = write("hgatp", AddressSpaces.hgatp(guest)); // HFENCE.VVMA speaks for the current VMID
        return "csrr x26, hgatp\n" + edit.replace("sd x25, (x24)\n", "sd x25, (x24)\n" + current) + "csrw hgatp, x26\n";
    }

    private String editFirstStage(int set, int space, Change change, String fence) {
        long place = isLarge(change)
                ? AddressSpaces.largeEntry(set, space)
                : AddressSpaces.entry(set, space, change.address);
        boolean leaves = space == 0 || !isLarge(change);
        return edit(place, change, fence(fence, leaves, change.address, AddressSpaces.asid(space)));
    }

    private String editGStage(int guest, Change change) {
        String fence = fence("hfence.gvma", true, change.address >>> 2, AddressSpaces.vmid(guest));
        return edit(AddressSpaces.gEntry(guest, change.address), change, fence);
    }

    /** A fence for an address, if one is enough, or all, and for an ASID or VMID or all; the same by Svinval. */
    private String fence(String name, boolean one, long address, int id) {
        String operands = (one && random.nextBoolean() ? "x24" : "x0") + ", " + (random.nextBoolean() ? "x25" : "x0");
        String fence = random.nextInt(4) == 0
                ? "sfence.w.inval\n %s %s\n sfence.inval.ir\n"
                        .formatted(name.replace("sfence", "sinval").replace("hfence", "hinval"), operands)
                : "%s %s\n".formatted(name, operands);
        return "li x24, %#x\n li x25, %d\n".formatted(address, id) + fence;
    }

    private String fence() {
        return random.nextInt(3) == 0
                ? "fence.i\n"
                : fence(any(List.of("sfence.vma", "hfence.vvma", "hfence.gvma")), true, AddressSpaces.WINDOWS, 1);
    }

    private String switchSpaces() {
        String csr = any(List.of("satp", "satp", "vsatp", "hgatp"));
        long value = csr.equals("hgatp")
                ? AddressSpaces.hgatp(random.nextInt(AddressSpaces.GUESTS))
                : AddressSpaces.satp(random.nextInt(AddressSpaces.SPACES));
        return write(csr, value);
    }

    /** To another mode by machine level's handler. */
    private static String go(int mode) {
        return "li x17, %d\n ebreak\n".formatted(mode);
    }

    /** Supervisor level goes on in user level, of a guest if hstatus.SPV says so. */
    private static String returnFromTrap() {
        return """
                la x24, next@
                li x25, %#x
                or x24, x24, x25
                csrw sepc, x24
                li x25, %#x
                csrc sstatus, x25
                sret
                next@:
                """.formatted(AddressSpaces.ALIAS, Status.SPP);
    }

    /** Bits of a CSR that code sets or clears. */
    private record Toggle(String csr, long bits) {}

    private String toggle() {
        Toggle toggle = any(TOGGLED);
        String how = random.nextBoolean() ? "csrs" : "csrc";
        return "li x24, %#x\n %s %s, x24\n".formatted(toggle.bits, how, toggle.csr);
    }

    /** The first instruction of a function is replaced, if a window shows one. */
    private String patch() {
        String store = "li x24, %#x\n sw x24, -1984(x%d)\n".formatted(addition(), 18 + random.nextInt(4));
        return random.nextBoolean() ? store : store + "fence.i\n";
    }

    /** Machine level calls a function, and replaces its first instruction, each time by another one. */
    private String patches() {
        String call = "jal ra, function + 64\n";
        long place = AddressSpaces.FUNCTIONS + 64;
        return go(3) + """
                li x27, %d
                patch@:
                %s
                li x24, %#x
                li x25, %#x
                slli x26, x27, 20
                add x25, x25, x26
                sw x25, (x24)
                addi x27, x27, -1
                bnez x27, patch@
                """.formatted(2 + random.nextInt(4), call, place, addition()) + call;
    }

    private long addition() {
        return Board.assemble("addi a0, a0, " + (1 + random.nextInt(100)));
    }

    private String other() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> "ecall\n";
            case 2 -> ".word 0\n";
            case 3 -> "wfi\n";
            case 4 -> "csrw stimecmp, x0\n";
            default -> "csrr %s, %s\n".formatted(register(), any(COUNTERS));
        };
    }
}
