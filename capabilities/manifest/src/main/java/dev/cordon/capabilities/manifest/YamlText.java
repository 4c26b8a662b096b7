// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Turns text into one tree of YAML nodes. A tree can be larger than its text (aliases) or deeper than a stack, so the
 * flat stream of events is looked through first, and what a manifest does without is refused there.
 */
final class YamlText {

    private static final int MAXIMUM_DEPTH = 32;

    private static final String LIKELY = "look for an unclosed quote or bracket, or a wrong indentation, around there";

    private final Path file;
    private final String text;
    private final LoadSettings settings;

    YamlText(Path file, String text) {
        this.file = file;
        this.text = text;
        this.settings = LoadSettings.builder().setLabel(file.toString()).build();
    }

    /**
     * Returns the root node; empty for a text without content.
     *
     * @throws Refused if the text is not YAML, or not of the part of YAML that manifests use
     */
    Optional<Node> root() throws Refused {
        try {
            look();
            return new Composer(settings, parser()).getSingleNode();
        } catch (MarkedYamlEngineException e) {
            throw notYaml(
                    e.getProblem(), e.getProblemMark().or(e::getContextMark).map(this::position), LIKELY);
        } catch (ReaderException e) {
            String what = "the character U+%04X does not belong in it".formatted(e.getCodePoint());
            throw notYaml(what, Optional.of(position(e.getPosition())), "take it out");
        } catch (YamlEngineException e) {
            throw notYaml(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown problem"),
                    Optional.empty(),
                    LIKELY);
        }
    }

    private Parser parser() {
        return new ParserImpl(settings, new StreamReader(settings, text));
    }

    private void look() throws Refused {
        int depth = 0;
        int documents = 0;
        for (Parser events = parser(); events.hasNext(); ) {
            Event event = events.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            if (depth > MAXIMUM_DEPTH) {
                throw unsupported(event, "nesting deeper than " + MAXIMUM_DEPTH, "take out what is too deep");
            }
            if (documents > 1) {
                throw unsupported(event, "a second document", "keep one system in one file");
            }
            look(event);
        }
    }

    private void look(Event event) throws Refused {
        switch (event) {
            case AliasEvent _ -> throw unsupported(event, "aliases", "write the value out");
            case NodeEvent node
            when node.getAnchor().isPresent() -> throw unsupported(event, "anchors", "leave the anchor out");
            case ScalarEvent scalar
            when scalar.getTag().isPresent() -> throw unsupported(event, "tags", "leave the tag out");
            case CollectionStartEvent start
            when start.getTag().isPresent() -> throw unsupported(event, "tags", "leave the tag out");
            default -> {}
        }
    }

    private Refused notYaml(String problem, Optional<Position> position, String mend) {
        return new Refused(new Diagnostic(DiagnosticCode.NOT_YAML, position, "not YAML: " + problem, mend));
    }

    private Refused unsupported(Event event, String what, String mend) {
        return new Refused(new Diagnostic(
                DiagnosticCode.UNSUPPORTED_YAML,
                event.getStartMark().map(this::position),
                "manifests do without " + what,
                mend));
    }

    /** The position of a mark in the text. */
    Position position(Mark mark) {
        return new Position(file.toString(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Position position(int codePoints) {
        int line = 1;
        int column = 1;
        for (int codePoint : text.codePoints().limit(codePoints).toArray()) {
            line += codePoint == '\n' ? 1 : 0;
            column = codePoint == '\n' ? 1 : column + 1;
        }
        return new Position(file.toString(), line, column);
    }

    /** The text is not taken. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Diagnostic diagnostic;

        Refused(Diagnostic diagnostic) {
            super(diagnostic.toString());
            this.diagnostic = diagnostic;
        }

        Diagnostic diagnostic() {
            return diagnostic;
        }
    }
}
