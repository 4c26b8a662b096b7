// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.isa.Compressed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The break- and watchpoints of a debugger. Breakpoints are compared with the pc; memory is never changed for them. They are set and
 * removed only while all harts stand.
 */
final class GdbStops {
    private record Watch(long address, long length, GdbStop.Reason reason) {
        boolean sees(MemoryAccess access) {
            boolean kind = switch (reason) {
                case WRITTEN -> access.writes();
                case READ -> access.reads();
                default -> true;
            };
            return kind
                    && (Long.compareUnsigned(access.address() - address, length) < 0
                            || Long.compareUnsigned(address - access.address(), access.size()) < 0);
        }
    }

    private final DebugMemory memory;
    private final List<Long> breakpoints = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();

    /** The breakpoints as the harts read them. */
    private volatile long[] addresses = {};

    GdbStops(DebugMemory memory) {
        this.memory = memory;
    }

    /** Whether there is nothing to compare with. */
    boolean isEmpty() {
        return addresses.length == 0 && watches.isEmpty();
    }

    /** Sets (or removes) one by its type in the protocol: 0 and 1 break, 2 to 4 watch. Twice is once. */
    void change(boolean set, int type, long address, long length) {
        if (type < 2) {
            breakpoints.remove((Object) address);
            if (set) {
                breakpoints.add(address);
            }
            addresses = breakpoints.stream().mapToLong(Long::longValue).toArray();
            return;
        }
        GdbStop.Reason reason = switch (type) {
            case 2 -> GdbStop.Reason.WRITTEN;
            case 3 -> GdbStop.Reason.READ;
            default -> GdbStop.Reason.ACCESSED;
        };
        Watch watch = new Watch(address, length, reason);
        watches.remove(watch);
        if (set) {
            watches.add(watch);
        }
    }

    void clear() {
        breakpoints.clear();
        addresses = new long[0];
        watches.clear();
    }

    /** Whether the instruction at an address must not run. */
    boolean breaksAt(long pc) {
        for (long address : addresses) {
            if (address == pc) {
                return true;
            }
        }
        return false;
    }

    /**
     * What to report instead of running the instruction at the pc; empty if it will touch nothing that is watched. GDB expects of
     * RISC-V that watchpoints stop before the access, and makes the step over it itself.
     */
    Optional<GdbStop> watched(int hart, HartState state) {
        if (watches.isEmpty()) {
            return Optional.empty();
        }
        int bits = memory.instruction(state).orElse(0);
        int word = Compressed.isCompressed(bits) ? Compressed.expand(bits) : bits;
        return MemoryAccess.of(state, word)
                .flatMap(access -> watches.stream()
                        .filter(watch -> watch.sees(access))
                        .findFirst()
                        .map(watch -> new GdbStop(hart, watch.reason, watch.address)));
    }
}
