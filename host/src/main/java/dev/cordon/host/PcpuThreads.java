// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** The host threads that drive the pCPUs of a machine, one each. */
final class PcpuThreads {
    /** A handler has microseconds to do; one that has not come back after so long will not. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final List<String> NO_HANDLERS =
            List.of("dev.cordon.microhypervisor.core.", "dev.cordon.machine.", "dev.cordon.capabilities.spaces.");

    private final List<Thread> threads = new ArrayList<>();
    private final Duration patience;

    /**
     * Threads that are not started yet.
     *
     * @param drive drives the pCPU of a number until it is told to stop
     */
    PcpuThreads(int count, IntConsumer drive, Duration patience) {
        this.patience = patience;
        for (int number = 0; number < count; number++) {
            int pcpu = number;
            threads.add(Thread.ofPlatform().name("pcpu-" + pcpu).daemon().unstarted(() -> drive.accept(pcpu)));
        }
    }

    Thread thread(int pcpu) {
        return threads.get(pcpu);
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Waits until all have ended, after they were told to: the RAM must not go away under a pCPU, so an interrupt does not end this.
     *
     * @throws EndlessHandlerException if one does not end; a Java thread cannot be made to
     */
    void join() {
        boolean interrupted = false;
        for (int pcpu = 0; pcpu < threads.size(); ) {
            try {
                Thread thread = threads.get(pcpu);
                if (thread.getState() != Thread.State.NEW && !thread.join(patience)) {
                    throw new EndlessHandlerException(complaint(pcpu));
                }
                pcpu++;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String complaint(int pcpu) {
        String where = Arrays.stream(threads.get(pcpu).getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.cordon."))
                .filter(frame -> NO_HANDLERS.stream().noneMatch(frame.getClassName()::startsWith))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .findFirst()
                .orElse("unknown code");
        return "a handler on pCPU " + pcpu + " does not return: it is in " + where
                + "; the run was left behind unfinished";
    }
}
