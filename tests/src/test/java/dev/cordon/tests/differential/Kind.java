// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.util.List;

/** Kinds of case. */
enum Kind {
    COMPUTE {
        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new ComputeItems(draw).many(60);
        }
    },
    DECODE {
        @Override
        void prepare(Environment environment) {
            environment.dirtyFloatingPoint();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new DecodeItems(draw).many(80);
        }
    },
    MEMORY {
        @Override
        void prepare(Environment environment) {
            environment.protect();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new MemoryItems(draw, environment).many(50);
        }
    },
    FETCH {
        @Override
        void prepare(Environment environment) {
            environment.protect();
            environment.mapDevice();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new FetchItems(draw, environment).many(50);
        }
    },
    JUMP {
        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new JumpItems(draw).many(60);
        }
    },
    FLOATING_OFF {
        @Override
        void prepare(Environment environment) {
            environment.turnFloatingPointOff();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new ComputeItems(draw).withoutFloatingTrace(80);
        }
    },
    CSR {
        @Override
        void prepare(Environment environment) {
            environment.delegateInterrupts();
            if (environment.mode.virtual) {
                environment.dirtyFloatingPoint(); // QEMU: writes of fcsr leave sstatus.FS alone (H, "sstatus.FS")
            }
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new CsrItems(draw, environment).many(60);
        }
    },
    SWEEP {
        @Override
        void prepare(Environment environment) {
            environment.delegateInterrupts();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new CsrItems(draw, environment).block((int) environment.seed);
        }
    },
    SYSTEM {
        @Override
        void prepare(Environment environment) {
            environment.wake();
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new SystemItems(draw, environment).many(40);
        }
    },
    INTERRUPT {
        @Override
        void prepare(Environment environment) {
            environment.delegateInterrupts();
            SystemItems.pend(environment);
        }

        @Override
        List<Item> items(Environment environment, Draw draw) {
            return new CsrItems(draw, environment).interrupts(20);
        }
    };

    void prepare(Environment environment) {}

    abstract List<Item> items(Environment environment, Draw draw);
}
