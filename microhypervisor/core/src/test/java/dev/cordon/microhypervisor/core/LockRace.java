// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Threads that count under the lock lose no count, and none waits for ever. */
final class LockRace extends Race {
    private static final int THREADS = 2;

    private final KernelLock lock = new KernelLock();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private long count;

    LockRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        throw new UnsupportedOperationException("there is no system in this race");
    }

    @Override
    void run() {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> count(ready));
            thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        await("the threads' end", () -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(failures).isEmpty();
        assertThat(count).isEqualTo(THREADS * 1000L * rounds);
    }

    private void count(CountDownLatch ready) {
        ready.countDown();
        while (ready.getCount() > 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 1000 * rounds; i++) {
            lock.lock();
            long before = count;
            for (int j = 0; j < (i & 15); j++) {
                Thread.onSpinWait(); // so that somebody has to wait
            }
            count = before + 1;
            lock.unlock();
        }
    }
}
