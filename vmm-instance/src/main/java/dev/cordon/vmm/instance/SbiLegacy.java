// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Utcb;

/** The legacy extensions of SBI 0.1 that small guests still use: each is one function, and returns in a0 alone. */
final class SbiLegacy {
    private SbiLegacy() {}

    /** Sets the timer, as {@link SbiTimer}. */
    static final class SetTimer implements SbiExtension {
        @Override
        public long id() {
            return 0;
        }

        @Override
        public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
            return SbiTimer.set(utcb);
        }
    }

    /** Writes the byte in a0, and blocks until there is room. */
    static final class PutCharacter implements SbiExtension {
        private final Guest guest;

        PutCharacter(Guest guest) {
            this.guest = guest;
        }

        @Override
        public long id() {
            return 1;
        }

        @Override
        public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
            return SbiConsole.writeByte(guest.console(), utcb);
        }
    }

    /** Reads a byte; -1 if there is none. */
    static final class GetCharacter implements SbiExtension {
        private final Guest guest;

        GetCharacter(Guest guest) {
            this.guest = guest;
        }

        @Override
        public long id() {
            return 2;
        }

        @Override
        public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
            return guest.console().take();
        }
    }

    /** Powers the guest off. */
    static final class Shutdown implements SbiExtension {
        private final Guest guest;

        Shutdown(Guest guest) {
            this.guest = guest;
        }

        @Override
        public long id() {
            return 8;
        }

        @Override
        public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
            guest.end(hypervisor, caller, RootPortal.POWER_OFF, "");
            return NO_RETURN;
        }
    }
}
