// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

/** The script that has started this JVM and waits for it, if there is one. */
final class Launcher {
    private Launcher() {}

    /** Ends this JVM when the launcher has ended: killed so that it could not pass that on, it would leave us running unseen. */
    static void endWithIt() {
        Long pid = Long.getLong("cordon.launcher");
        if (pid == null) {
            return;
        }
        Thread.ofPlatform().name("launcher").daemon().start(() -> {
            ProcessHandle.of(pid).ifPresent(launcher -> launcher.onExit().join());
            System.exit(ExitStatus.HANGUP);
        });
    }
}
