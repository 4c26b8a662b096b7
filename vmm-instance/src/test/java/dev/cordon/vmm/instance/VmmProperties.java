// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A hostile guest, and what is promised about it: no handler throws, and the guest's state can be saved and restored between any two. */
class VmmProperties {

    /** Anything that a guest can make happen. */
    record Move(int event, long extension, long function, List<Long> arguments, long address, long htinst) {
        void make(TestGuest guest) {
            Utcb utcb = guest.utcb();
            for (int n = 1; n < 32; n++) {
                utcb.x(n, arguments.get(n % arguments.size()));
            }
            utcb.x(16, function);
            utcb.x(17, extension);
            utcb.word(Utcb.VSATP, arguments.getLast());
            utcb.word(Utcb.HTINST, htinst);
            if (event < 0) {
                guest.input("input");
            } else {
                guest.fault(event, address);
            }
        }
    }

    @Property(tries = 500)
    void nothingThatAGuestDoesMakesAHandlerThrow(@ForAll("moves") @Size(max = 40) List<Move> moves) {
        TestGuest guest = TestGuest.started(3);
        moves.forEach(move -> move.make(guest));
        assertThat(guest.hypervisor.ended).hasSizeLessThanOrEqualTo(1);
    }

    @Property(tries = 100)
    void aRestoredMonitorGoesOnAsTheSavedOneWould(
            @ForAll("moves") @Size(max = 20) List<Move> before, @ForAll("moves") @Size(max = 10) List<Move> after) {
        TestGuest guest = TestGuest.started(2);
        before.forEach(move -> move.make(guest));
        guest.output();
        List<Long> saved = guest.saved();
        after.forEach(move -> move.make(guest));
        List<Long> straight = guest.saved();

        TestGuest again = TestGuest.started(2);
        before.forEach(move -> move.make(again));
        again.output();
        Deque<Long> words = new ArrayDeque<>(saved);
        again.vmm = new Vmm();
        again.vmm.restore(words::remove);
        assertThat(words).isEmpty();
        assertThat(again.saved()).isEqualTo(saved);
        after.forEach(move -> move.make(again));
        assertThat(again.saved()).isEqualTo(straight);
    }

    @Provide
    Arbitrary<List<Move>> moves() {
        Arbitrary<Integer> events = Arbitraries.of(
                -1,
                2,
                Event.ENVIRONMENT_CALL,
                Event.ENVIRONMENT_CALL,
                Event.ENVIRONMENT_CALL,
                Event.LOAD_GUEST_PAGE_FAULT,
                Event.LOAD_GUEST_PAGE_FAULT,
                Event.STORE_GUEST_PAGE_FAULT,
                Event.STORE_GUEST_PAGE_FAULT,
                Event.VIRTUAL_INSTRUCTION,
                Event.STARTUP,
                Event.RECALL);
        Arbitrary<Long> numbers = Arbitraries.oneOf(
                Arbitraries.longs().between(-2, 8),
                Arbitraries.longs(),
                Arbitraries.longs().between(AddressMap.RAM - 16, AddressMap.RAM + (4 << 20) + 16));
        Arbitrary<Long> extensions = Arbitraries.oneOf(
                Arbitraries.of(0x10L, 0x5449_4d45L, 0x73_5049L, 0x5246_4e43L, 0x48_534dL, 0x4442_434eL),
                Arbitraries.of(0x5352_5354L, 0L, 1L, 2L, 8L),
                Arbitraries.longs());
        Arbitrary<Long> addresses = Arbitraries.oneOf(
                Arbitraries.longs().between(AddressMap.UART, AddressMap.UART + 16),
                Arbitraries.longs().between(AddressMap.PLIC, AddressMap.PLIC + 0x2100),
                Arbitraries.longs().between(AddressMap.PLIC + 0x20_0000, AddressMap.PLIC + 0x20_3000),
                Arbitraries.longs().between(AddressMap.RTC - 16, AddressMap.RTC + 40),
                Arbitraries.longs());
        Arbitrary<Long> instructions = Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.of(0x03L, 0x01L, 0x23L, 0x21L),
                                Arbitraries.longs().between(0, 7),
                                Arbitraries.longs().between(0, 31),
                                Arbitraries.longs().between(0, 31))
                        .as((opcode, width, rd, rs2) -> opcode | width << 12 | rd << 7 | rs2 << 20),
                Arbitraries.longs());
        return Combinators.combine(
                        events, extensions, numbers, numbers.list().ofMinSize(1).ofMaxSize(8), addresses, instructions)
                .as(Move::new)
                .list();
    }
}
