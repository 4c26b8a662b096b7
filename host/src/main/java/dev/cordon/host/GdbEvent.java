// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/** What a {@link GdbSession} hears, from the debugger and from the machine, one after the other. */
sealed interface GdbEvent {
    /** The debugger sent a packet; its content, byte for byte as Latin-1. */
    record Packet(String content) implements GdbEvent {}

    /** The debugger wants the machine to stop: Ctrl-C. */
    record Interrupt() implements GdbEvent {}

    /** The debugger has gone. */
    record Closed() implements GdbEvent {}

    /** The machine begins to stop. */
    record Stopped(GdbStop stop) implements GdbEvent {}

    /** The run has ended with an exit code. */
    record Ended(int code) implements GdbEvent {}
}
