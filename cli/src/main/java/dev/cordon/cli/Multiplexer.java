// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts the consoles of all guests on one stream. A single guest is passed on as it is. Of several, every line begins with
 * the guest's name.
 *
 * <p>A stream that is read later, by a file or another program, gets whole lines only, ended by a line feed. A live one (a
 * terminal in raw mode) shows the line that the focused guest is still writing, such as a prompt, as it grows; when another
 * guest completes a line, that goes above it. May be called from any thread.
 */
final class Multiplexer {
    /** Beyond this many bytes a line without an end is broken. */
    private static final int LONGEST_LINE = 4096;

    private static final String CURSOR_QUERY = "\033[6n";
    private static final byte[] ERASE = bytes("\r\033[K");

    private final OutputStream out;
    private final boolean live;
    private final List<Source> sources;
    private int focus;
    private boolean midLine; // a single guest has written part of a line

    /** What has come of one guest's present line. */
    private static final class Source {
        final byte[] prefix;
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean returned; // the last byte was a carriage return, which may begin a line's end
        boolean ended;

        Source(String prefix) {
            this.prefix = bytes(prefix);
        }
    }

    /**
     * @param live whether {@code out} is a terminal in raw mode
     * @param prefixes what the lines of each guest begin with; not used if there is but one guest
     */
    Multiplexer(OutputStream out, boolean live, List<String> prefixes) {
        this.out = out;
        this.live = live;
        this.sources = prefixes.stream().map(Source::new).toList();
    }

    /** The index of the guest that is typed to. */
    synchronized int focus() {
        return focus;
    }

    /** A guest has ended, or is there again: nothing turns by itself to one that has ended. */
    synchronized void ended(int guest, boolean ended) {
        sources.get(guest).ended = ended;
    }

    /** Whether a guest that is not typed to could be. */
    synchronized boolean othersAlive() {
        return nextAlive() != focus;
    }

    /** Turns to the next guest, and returns the index of who is typed to. */
    synchronized int focusNext() throws IOException {
        return focus((focus + 1) % sources.size());
    }

    /** Turns to the next guest that has not ended, if there is another, and returns the index of who is typed to. */
    synchronized int focusNextAlive() throws IOException {
        return focus(nextAlive());
    }

    private int focus(int guest) throws IOException {
        hideLine();
        focus = guest;
        showLine();
        out.flush();
        return focus;
    }

    private int nextAlive() {
        int guest = (focus + 1) % sources.size();
        while (guest != focus && sources.get(guest).ended) {
            guest = (guest + 1) % sources.size();
        }
        return guest;
    }

    /** A guest has written these bytes to its console. */
    synchronized void write(int guest, byte[] written) throws IOException {
        if (sources.size() == 1) {
            out.write(written);
            midLine = written.length > 0 ? written[written.length - 1] != '\n' : midLine;
        } else {
            for (byte octet : written) {
                write(guest, sources.get(guest), octet);
            }
        }
        out.flush();
    }

    /** Runs something that prints lines of its own on the same terminal; they go above the growing line. */
    synchronized void aside(Runnable printing) throws IOException {
        hideLine();
        out.flush();
        printing.run();
        showLine();
        out.flush();
    }

    /** No more will come: ends what lines are unfinished. */
    synchronized void finish() throws IOException {
        for (int guest = 0; sources.size() > 1 && guest < sources.size(); guest++) {
            if (sources.get(guest).line.size() > 0) {
                endLine(guest, sources.get(guest));
            }
        }
        if (sources.size() == 1) {
            hideLine();
        }
        out.flush();
    }

    private void write(int guest, Source source, byte octet) throws IOException {
        if (source.returned && octet != '\n') {
            // A return without a feed: the guest writes its line anew, and does not know of our prefix.
            if (grows(guest)) {
                hideLine();
            }
            source.line.reset();
        }
        source.returned = octet == '\r';
        if (octet == '\n') {
            endLine(guest, source);
        } else if (octet != '\r') {
            if (grows(guest) && source.line.size() == 0) {
                out.write(source.prefix);
            }
            source.line.write(octet);
            if (grows(guest)) {
                out.write(octet);
            }
            if (source.line.size() >= LONGEST_LINE) {
                endLine(guest, source);
            }
        }
    }

    private void endLine(int guest, Source source) throws IOException {
        if (grows(guest) && source.line.size() > 0) {
            out.write(bytes("\r\n"));
        } else {
            hideLine();
            out.write(source.prefix);
            out.write(withoutQueries(source.line));
            out.write(bytes(live ? "\r\n" : "\n"));
            if (!grows(guest)) {
                showLine();
            }
        }
        source.line.reset();
    }

    /** Whether this guest's line is shown while it grows. */
    private boolean grows(int guest) {
        return live && guest == focus;
    }

    private void hideLine() throws IOException {
        if (live && midLine) {
            out.write(bytes("\r\n"));
            midLine = false;
        }
        if (live && sources.size() > 1 && sources.get(focus).line.size() > 0) {
            out.write(ERASE);
        }
    }

    private void showLine() throws IOException {
        Source source = sources.get(focus);
        if (live && sources.size() > 1 && source.line.size() > 0) {
            out.write(source.prefix);
            out.write(withoutQueries(source.line));
        }
    }

    /** A line that is shown later than it was written must not ask the terminal where its cursor is: somebody else would get the answer. */
    private static byte[] withoutQueries(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.ISO_8859_1)
                .replace(CURSOR_QUERY, "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
