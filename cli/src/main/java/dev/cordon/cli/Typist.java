// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types to one guest on a thread of its own, so that a guest that does not read cannot keep the keys of {@link EscapeKeys} from
 * working. What is typed ahead of such a guest beyond some thousand keys is dropped, as terminals do.
 */
final class Typist {
    private static final Logger LOG = LoggerFactory.getLogger(Typist.class);
    private static final int TYPED_AHEAD = 4096;

    private final Console console;
    private final BlockingQueue<Byte> keys = new ArrayBlockingQueue<>(TYPED_AHEAD);

    Typist(Console console) {
        this.console = console;
        Thread.ofPlatform().name("typist-" + console.name()).daemon().start(this::run);
    }

    /** Types a key; never waits. */
    void type(byte key) {
        boolean taken = keys.offer(key);
        if (!taken) {
            LOG.debug("{} does not read what is typed: a key is dropped", console.name());
        }
    }

    private void run() {
        try {
            while (true) {
                List<Byte> next = new ArrayList<>();
                next.add(keys.take());
                keys.drainTo(next);
                byte[] typed = new byte[next.size()];
                for (int i = 0; i < typed.length; i++) {
                    typed[i] = next.get(i);
                }
                console.type(typed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
