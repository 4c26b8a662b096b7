// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Component;
import dev.cordon.host.Component.Change;
import dev.cordon.host.Component.State;
import dev.cordon.host.Cordon;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** What a person at the terminal does to the lives of guests, and is told of it. Of the input thread alone, but for what is said. */
final class LifeKeys {
    private final Cordon cordon;
    private final Consumer<String> say;

    /** The guest that the next {@link #remove} removes: the one before has asked. */
    private Optional<String> asked = Optional.empty();

    LifeKeys(Cordon cordon, Consumer<String> say) {
        this.cordon = cordon;
        this.say = say;
    }

    /** Another key was typed: whoever was asked has not said yes. */
    void other() {
        asked = Optional.empty();
    }

    /** Suspends a guest, or resumes one that is suspended. */
    void suspendOrResume(String guest) {
        component(guest).ifPresent(component -> {
            boolean suspended = component.state() == State.SUSPENDED;
            change(
                    component,
                    suspended ? Change.RESUME : Change.SUSPEND,
                    suspended ? "goes on" : "is suspended; Ctrl-a s resumes it");
        });
    }

    /** Restarts a guest, or starts one that is not there. */
    void restartOrAdd(String guest) {
        component(guest).ifPresent(component -> {
            boolean absent = component.state() == State.ABSENT;
            change(component, absent ? Change.ADD : Change.RESTART, absent ? "was started" : "was restarted");
        });
    }

    /** Removes a guest when it is typed the second time. */
    void remove(String guest) {
        if (asked.filter(guest::equals).isPresent()) {
            asked = Optional.empty();
            component(guest)
                    .ifPresent(component -> change(component, Change.REMOVE, "was removed; Ctrl-a r starts it anew"));
        } else if (component(guest).isPresent()) {
            asked = Optional.of(guest);
            say.accept("Ctrl-a k once more removes " + guest + " with all that it has in memory");
        }
    }

    /** How a guest is, for somebody who turns to it; empty if it runs. */
    String condition(String guest) {
        return cordon.components().stream()
                .filter(component -> component.name().equals(guest))
                .map(component -> switch (component.state()) {
                    case RUNNING -> "";
                    case SUSPENDED -> ", which is suspended; Ctrl-a s resumes it";
                    case ENDED -> ", which has ended; Ctrl-a r starts it anew";
                    case ABSENT -> ", which is not there; Ctrl-a r starts it";
                })
                .findFirst()
                .orElse("");
    }

    private Optional<Component> component(String guest) {
        Optional<Component> component = cordon.components().stream()
                .filter(each -> each.name().equals(guest))
                .findFirst();
        if (component.isEmpty()) {
            say.accept("a bare machine cannot be suspended, restarted or removed; Ctrl-a x leaves");
        }
        return component;
    }

    private void change(Component component, Change change, String done) {
        var _ = component.change(change).whenComplete((_, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            say.accept(cause == null ? component.name() + " " + done : String.valueOf(cause.getMessage()));
        });
    }
}
