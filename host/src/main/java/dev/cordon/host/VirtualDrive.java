// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.device.models.ByteSink;
import dev.cordon.machine.engine.Clock;
import dev.cordon.microhypervisor.core.Idle;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Virtual time: one thread drives all pCPUs by turns, and what is to be typed is known before power-on. */
final class VirtualDrive implements Drive {
    /** Of a pCPU that does not wait: the time of its next event is now. */
    private static final long AWAKE = 0;

    private static final long NEVER = -1;
    private static final long NANOSECONDS_PER_TICK = 100;
    private static final long TICKS_PER_SECOND = 10_000_000;

    private final VirtualClock clock;
    private final Turns turns;

    /** The time of each pCPU at the end of its last turn, and the one until which it sleeps, unsigned. */
    private final long[] times;

    private final long[] asleep;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Map<Integer, byte[]> typed = new LinkedHashMap<>(); // by channel: what is not sent yet
    private final Queue<Later> later = new ArrayDeque<>();
    private final PcpuThreads thread;
    private volatile Optional<PoweredSystem> system = Optional.empty();
    private volatile Optional<Verification> verification = Optional.empty();

    /** The run is to end. */
    private volatile boolean stopping;

    private final long limit;

    /** Why the run ended though no guest asked for it. */
    private volatile Optional<String> exhausted = Optional.empty();

    /** It is to end for a reason that is not part of it: the last turn is cut short. */
    private volatile boolean abandoned;

    /** What is to be typed at a time. */
    private record Later(long time, Runnable typing) {}

    VirtualDrive(int pcpus, Timing.Virtual timing, Duration patience) {
        thread = new PcpuThreads(1, _ -> drive(), patience);
        clock = new VirtualClock(pcpus, timing.seed());
        turns = new Turns(timing.seed(), pcpus);
        limit = timing.limit().map(VirtualDrive::ticks).orElse(Long.MAX_VALUE);
        times = new long[pcpus];
        asleep = new long[pcpus];
    }

    private static long ticks(Duration time) {
        return time.toSeconds() * TICKS_PER_SECOND + time.toNanosPart() / NANOSECONDS_PER_TICK;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public ByteSink output() {
        return written::write;
    }

    @Override
    public Idle idle(int pcpu) {
        return new Idle() {
            @Override
            public void await(long time) {
                asleep[pcpu] = time;
                clock.waitUntil(Long.compareUnsigned(time, turns.end()) < 0 ? time : turns.end());
            }

            @Override
            public void wake() {
                asleep[pcpu] = AWAKE;
            }
        };
    }

    /** From power-on on, compares what this drives with something that is driven beside it. */
    void verify(Verification with) {
        verification = Optional.of(with);
    }

    @Override
    public void power(PoweredSystem powered) {
        system = Optional.of(powered);
        powered.machine().settleConsole(() -> true);
    }

    /** Has a thread call {@link #turn}; without this, somebody else does. */
    @Override
    public void start() {
        thread.start();
    }

    private void drive() {
        PoweredSystem powered = system.orElseThrow();
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = turn();
                if (!abandoned && verification.isPresent()) {
                    goesOn = verification.get().agrees(goesOn) && goesOn;
                }
            }
            powered.over().complete(false);
        } catch (InterruptedException | RuntimeException | Error e) {
            powered.over().completeExceptionally(e);
        }
    }

    /** Whether the run goes on after one more turn of one pCPU. */
    boolean turn() throws InterruptedException {
        PoweredSystem powered = system.orElseThrow();
        turns.next();
        if (turns.end() > limit) {
            exhausted = Optional.of("the time limit struck");
            return false;
        }
        int pcpu = turns.hart();
        if (Long.compareUnsigned(asleep[pcpu], turns.end()) >= 0) {
            deliver(powered);
            return somebodyWakes();
        }
        asleep[pcpu] = AWAKE;
        clock.turn(powered.machine().harts().get(pcpu), Math.max(times[pcpu], turns.start()));
        powered.microhypervisor().run(pcpu, turns.end());
        times[pcpu] = clock.time();
        powered.consoles().receive(written.toByteArray());
        written.reset();
        deliver(powered);
        return !stopping;
    }

    /** Sends what is to be typed by now, as far as it is taken. A turn is over: it is its end now, and whoever reads this does so in a later one. */
    private void deliver(PoweredSystem powered) throws InterruptedException {
        while (!later.isEmpty() && later.peek().time() <= turns.end()) {
            later.remove().typing().run();
        }
        for (Map.Entry<Integer, byte[]> entry : typed.entrySet()) {
            byte[] rest = entry.getValue();
            int sent = powered.consoles().typeAtOnce(entry.getKey(), rest);
            entry.setValue(Arrays.copyOfRange(rest, sent, rest.length));
        }
    }

    private boolean somebodyWakes() {
        for (long time : asleep) {
            if (time != NEVER || !later.isEmpty()) {
                return true;
            }
        }
        exhausted = Optional.of("everything waits for something that will not come");
        return false;
    }

    /** Why the run ended though no guest asked for it; empty if one did, or {@link #halt} ended it. */
    Optional<String> exhausted() {
        return exhausted;
    }

    /** Whether {@link #halt} was called: nobody wants to know any more how the run goes on. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Whose turn the last one was. */
    int hart() {
        return turns.hart();
    }

    @Override
    public void finish() {
        stopping = true;
        system.ifPresent(powered -> powered.microhypervisor().stop());
    }

    /** Keeps what is to be typed, until the guest takes it. */
    @Override
    public void type(int channel, byte[] bytes) {
        if (system.isPresent()) {
            throw new IllegalStateException("in virtual time everything is typed before power-on");
        }
        typed.merge(channel, bytes.clone(), VirtualDrive::joined);
    }

    /** Keeps what is to be typed when so much time has passed, until then; in the order of the times. */
    void typeAt(Duration time, int channel, byte[] bytes) {
        later.add(new Later(ticks(time), () -> typed.merge(channel, bytes, VirtualDrive::joined)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void halt() {
        abandoned = true;
        finish();
        thread.join();
    }

    @Override
    public void drain() {
        // after each turn
    }
}
