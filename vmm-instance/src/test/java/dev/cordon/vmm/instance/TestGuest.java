// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.FormatException;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A VMM on a fake hypervisor, with the pieces that tests hand it and ask it for. */
final class TestGuest {
    static final long MEMORY = 0x4000_0000L;
    static final long KERNEL = 0x1000_0000L;
    static final long INITRD = 0x2000_0000L;
    static final long COMMAND_LINE = 0x3000_0000L;
    static final long PORT = 0x3100_0000L;
    static final int A0 = 10;
    static final int A1 = 11;

    final FakeHypervisor hypervisor = new FakeHypervisor();
    final MemorySegment memory;
    final ConsolePort driver;
    final BootInfo info;
    Vmm vmm = new Vmm();

    /** A guest with {@code size} bytes of memory and one hart; nothing is started yet. */
    TestGuest(long size) {
        this(size, 1);
    }

    /** A guest with {@code harts} harts, of which those with odd numbers are on a further pCPU. */
    TestGuest(long size, int harts) {
        memory = FakeHypervisor.words(size);
        MemorySegment port = FakeHypervisor.words(ConsolePort.SIZE);
        driver = ConsolePort.driver(port);
        MemorySegment table = FakeHypervisor.words(4096);
        hypervisor.map(BootInfo.ADDRESS, table);
        hypervisor.map(MEMORY, memory);
        hypervisor.map(PORT, port);
        info = new BootInfo(table);
        info.clear();
        info.add(BootInfo.PCPUS, 1, 0);
        info.add(BootInfo.GUEST_MEMORY, MEMORY, size);
        info.add(BootInfo.PORT, PORT, ConsolePort.SIZE);
        info.add(BootInfo.PORT_BADGE, 8, 0);
        for (int hart = 0; hart < harts; hart++) {
            boolean first = hart % 2 == 0;
            info.add(
                    BootInfo.VCPU,
                    first ? Selectors.MAIN_EC : Selectors.context(1),
                    first ? Selectors.ROOT_PORTALS : Selectors.rootPortals(1));
        }
    }

    /** A guest with 4 MiB and a small kernel, started. */
    static TestGuest started() {
        return started(1);
    }

    /** A guest with {@code harts} harts, whose first one is started. */
    static TestGuest started(int harts) {
        TestGuest guest = new TestGuest(4 << 20, harts).kernel(image(0x20_0000, 0x1000));
        guest.vmm.init(guest.hypervisor);
        guest.exit(Event.STARTUP);
        guest.output(); // the driver was signalled, and looks
        guest.hypervisor.calls.clear();
        return guest;
    }

    /** A Linux Image that takes {@code size} bytes at {@code textOffset}. */
    static byte[] image(long textOffset, long size) {
        byte[] image = new byte[256];
        ByteBuffer.wrap(image)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8, textOffset)
                .putLong(16, size)
                .putInt(56, 0x0543_5352)
                .putInt(128, 0x1234_5678);
        return image;
    }

    TestGuest kernel(byte[] file) {
        return module(BootInfo.KERNEL, KERNEL, file);
    }

    TestGuest initrd(byte[] file) {
        return module(BootInfo.INITRD, INITRD, file);
    }

    TestGuest commandLine(String text) {
        return module(BootInfo.COMMAND_LINE, COMMAND_LINE, text.getBytes(StandardCharsets.US_ASCII));
    }

    private TestGuest module(long key, long address, byte[] content) {
        hypervisor.map(address, MemorySegment.ofArray(content));
        info.add(key, address, content.length);
        return this;
    }

    Utcb utcb() {
        return hypervisor.utcb();
    }

    /** Hart 0 exits by {@code event}. */
    void exit(int event) {
        exit(0, event);
    }

    /** Hart {@code hart} exits by {@code event}, with the registers that the test has put into the message area. */
    void exit(int hart, int event) {
        FakeHypervisor.Portal portal = hypervisor.portals.get(Selectors.events(hart) + event);
        if (portal == null) {
            throw new AssertionError("no portal for event " + event);
        }
        utcb().word(Utcb.EVENT, event);
        utcb().groups(portal.groups());
        vmm.called(hypervisor, portal.id());
    }

    /** An ecall of hart 0; returns a0. */
    long sbi(long extension, long function, long... arguments) {
        return sbiOf(0, extension, function, arguments);
    }

    /** An ecall; returns a0. */
    long sbiOf(int hart, long extension, long function, long... arguments) {
        for (int i = 0; i < 6; i++) {
            utcb().x(A0 + i, i < arguments.length ? arguments[i] : 0);
        }
        utcb().x(16, function);
        utcb().x(17, extension);
        utcb().word(Utcb.PC, 0x8020_0000L);
        exit(hart, Event.ENVIRONMENT_CALL);
        return utcb().x(A0);
    }

    /** A load guest-page fault by {@code lw a0, 0(...)} or another width; returns a0. */
    long load(long address, int funct3) {
        utcb().word(Utcb.HTINST, 0x03 | A0 << 7 | (long) funct3 << 12);
        fault(Event.LOAD_GUEST_PAGE_FAULT, address);
        return utcb().x(A0);
    }

    /** A store guest-page fault by {@code sw a1, 0(...)} or another width. */
    void store(long address, int funct3, long value) {
        utcb().x(A1, value);
        utcb().word(Utcb.HTINST, 0x23 | A1 << 20 | (long) funct3 << 12);
        fault(Event.STORE_GUEST_PAGE_FAULT, address);
    }

    /** An exit with the address of a guest-page fault. */
    void fault(int event, long address) {
        utcb().word(Utcb.PC, 0x8020_0000L);
        utcb().word(Utcb.PRIVILEGE, 1);
        utcb().word(Utcb.STVAL, address);
        utcb().word(Utcb.HTVAL, address >>> 2);
        exit(event);
    }

    boolean stopped() {
        return (utcb().groups() & RegisterGroup.RUN_STATE) != 0 && utcb().word(Utcb.RUN_STATE) == Utcb.STOP;
    }

    /** What the guest has written to its console since the last time. */
    String output() {
        StringBuilder text = new StringBuilder();
        driver.fromPeer().listen();
        for (int value = driver.fromPeer().peek();
                value >= 0;
                value = driver.fromPeer().peek()) {
            text.append((char) value);
            driver.fromPeer().take(1);
        }
        return text.toString();
    }

    /** The driver sends {@code text}, and signals. */
    void input(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        driver.toPeer().put(bytes, 0, bytes.length);
        driver.toPeer().publish();
        vmm.notified(hypervisor, 1);
    }

    byte guestByte(long address) {
        return memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, address - AddressMap.RAM);
    }

    void guestBytes(long address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, address - AddressMap.RAM, bytes.length);
    }

    DeviceTree deviceTree(long address) {
        try {
            return DeviceTree.parse(memory.asSlice(address - AddressMap.RAM));
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    List<Long> saved() {
        List<Long> words = new ArrayList<>();
        vmm.save(words::add);
        return words;
    }
}
