// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.KernelObject;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** One interrupt line of the machine, and the notification that it signals. Guarded by the kernel lock. */
final class Interrupt implements KernelObject {
    private final InterruptController controller;
    private final int line;

    /** The rights by which the line is bound; it is, as long as both are live. */
    private Capability interrupt = Capability.NULL;

    private Capability notification = Capability.NULL;
    private long badges;
    private int pcpu;

    /** It was signalled and not yet acknowledged. */
    private boolean masked;

    Interrupt(InterruptController controller, int line) {
        this.controller = controller;
        this.line = line;
    }

    /** Binds it by the rights {@code by} (to this) and {@code to} (to a notification), whose pCPU it interrupts from now on. */
    void bind(Capability by, Capability to, long withBadges) {
        unbind();
        interrupt = by;
        notification = to;
        badges = withBadges;
        pcpu = ((Notification) to.object()).ec().pcpu().number();
        controller.enable(pcpu, line);
    }

    /** The controller has handed it to {@code claimant}: it stays masked until it is acknowledged. */
    void claimed(int claimant) {
        masked = true;
        pcpu = claimant;
        if (isBound()) {
            ((Notification) notification.object()).signal(badges);
        } else {
            unbind();
        }
    }

    private boolean isBound() {
        return interrupt.live() && notification.live();
    }

    /** The notification that it signals; itself, if there is none. */
    KernelObject target() {
        return isBound() ? notification.object() : this;
    }

    @Override
    public void save(LongConsumer out) {
        LongStream.of(line, badges, pcpu, masked ? 1 : 0).forEach(out);
    }

    void acknowledge() {
        if (masked) {
            masked = false;
            controller.complete(pcpu, line);
        }
    }

    private void unbind() {
        acknowledge();
        controller.disable(pcpu, line);
        interrupt = Capability.NULL;
        notification = Capability.NULL;
    }
}
