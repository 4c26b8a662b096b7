// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.util.List;

/**
 * What was asked for cannot be done as asked: a file, a value or a manifest is wrong, and nothing was started; or a file could
 * not be written to its end.
 *
 * <p>The exception carries every problem that was found, each one line that says what is wrong, where, and the mend; its
 * message is all of them, one below the other. Faults of Cordon itself are never reported so.
 */
public class CordonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // what List.copyOf returns can be serialized
    private final List<String> problems;

    /** One problem. */
    public CordonException(String problem) {
        this(List.of(problem));
    }

    /** Several problems; at least one. */
    public CordonException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, each one line, in the order in which they should be read. */
    public List<String> problems() {
        return problems;
    }
}
