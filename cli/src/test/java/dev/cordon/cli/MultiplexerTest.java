// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MultiplexerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private String shown() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Property(tries = 100)
    void oneGuestIsUnadorned(@ForAll byte[] anything) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        Multiplexer single = new Multiplexer(sink, false, List.of("web: "));
        single.write(0, anything);
        single.finish();
        assertThat(sink.toByteArray()).isEqualTo(anything);
    }

    @Test
    void ourOwnLinesBeginAtTheMargin() throws IOException {
        Multiplexer single = new Multiplexer(out, true, List.of("web: "));
        single.write(0, bytes("# "));
        single.aside(() -> out.writeBytes(bytes("cordon: help\r\n")));
        single.write(0, bytes("# "));
        single.finish();
        assertThat(shown()).isEqualTo("# \r\ncordon: help\r\n# \r\n");
    }

    @Test
    void severalArePrefixedLineByLine() throws IOException {
        Multiplexer pair = new Multiplexer(out, false, List.of("web: ", "vault: "));
        pair.write(0, bytes("one\r\ntw"));
        pair.write(1, bytes("drei\n\n"));
        pair.write(0, bytes("o\r\nrest"));
        pair.finish();
        assertThat(shown()).isEqualTo("web: one\nvault: drei\nvault: \nweb: two\nweb: rest\n");
    }

    @Test
    void lineThatNeverEndsIsBroken() throws IOException {
        Multiplexer pair = new Multiplexer(out, false, List.of("a: ", "b: "));
        pair.write(0, bytes("x".repeat(5000)));
        assertThat(shown()).isEqualTo("a: " + "x".repeat(4096) + "\n");
    }

    @Test
    void terminalShowsTheFocusedGuestsPromptAtOnce() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("$ "));
        pair.write(1, bytes("# "));
        assertThat(shown()).isEqualTo("a: $ ");
    }

    @Test
    void lineOfAnotherGuestGoesAboveThePrompt() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("$ ls"));
        shown();
        pair.write(1, bytes("hello\r\n"));
        assertThat(shown()).isEqualTo("\r\033[Kb: hello\r\na: $ ls");
        pair.write(0, bytes("\r\n"));
        assertThat(shown()).isEqualTo("\r\n");
    }

    @Test
    void turningToTheNextGuestShowsItsPrompt() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("$ "));
        pair.write(1, bytes("# "));
        shown();
        assertThat(pair.focusNext()).isEqualTo(1);
        assertThat(shown()).isEqualTo("\r\033[Kb: # ");
        assertThat(pair.focusNext()).isZero();
        assertThat(shown()).isEqualTo("\r\033[Ka: $ ");
    }

    @Test
    void nothingTurnsByItselfToAGuestThatHasEndedButAPersonMay() throws IOException {
        Multiplexer three = new Multiplexer(out, true, List.of("a: ", "b: ", "c: "));
        three.ended(1, true);
        assertThat(three.othersAlive()).isTrue();
        assertThat(three.focusNextAlive()).isEqualTo(2);
        three.ended(0, true);
        assertThat(three.othersAlive()).isFalse();
        assertThat(three.focusNextAlive()).isEqualTo(2);
        assertThat(three.focusNext()).isZero();
        assertThat(three.focusNext()).isEqualTo(1);
        three.ended(0, false);
        assertThat(three.focusNextAlive()).isEqualTo(2);
        assertThat(three.focusNextAlive()).isZero();
    }

    @Test
    void returnWithoutFeedKeepsThePrefix() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("10%\r20%"));
        assertThat(shown()).isEqualTo("a: 10%\r\033[Ka: 20%");
    }

    @Test
    void promptThatIsShownAgainDoesNotAskTheTerminalAgain() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("$ \033[6n"));
        assertThat(shown()).isEqualTo("a: $ \033[6n");
        pair.write(1, bytes("hello\n"));
        assertThat(shown()).isEqualTo("\r\033[Kb: hello\r\na: $ ");
    }

    @Test
    void ourOwnLinesGoAboveThePrompt() throws IOException {
        Multiplexer pair = new Multiplexer(out, true, List.of("a: ", "b: "));
        pair.write(0, bytes("$ "));
        shown();
        pair.aside(() -> out.writeBytes(bytes("cordon: help\r\n")));
        assertThat(shown()).isEqualTo("\r\033[Kcordon: help\r\na: $ ");
    }
}
