// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Figures with a title, for people or as JSON. The first cell of a row names it; a cell that is null has no figure. */
final class Table {
    private final String title;
    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    Table(String title, List<String> columns) {
        this.title = title;
        this.columns = columns;
    }

    void row(List<? extends @Nullable Object> cells) {
        rows.add(new ArrayList<>(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A last row with the geometric means of the columns whose names begin with {@code x}, which hold ratios. */
    void geometricMeans() {
        List<@Nullable Object> means = new ArrayList<>(List.of("geometric mean"));
        for (int column = 1; column < columns.size(); column++) {
            int at = column;
            double[] figures = rows.stream()
                    .map(row -> row.get(at))
                    .filter(Double.class::isInstance)
                    .mapToDouble(Double.class::cast)
                    .filter(figure -> !Double.isNaN(figure))
                    .toArray();
            means.add(
                    columns.get(column).startsWith("x") && figures.length > 0 ? Figures.geometricMean(figures) : null);
        }
        rows.add(means);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(title).append('\n');
        int[] widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[column] = Math.max(
                    columns.get(column).length(),
                    rows.stream()
                            .mapToInt(row -> text(row.get(at)).length())
                            .max()
                            .orElse(0));
        }
        append(text, columns, widths);
        rows.forEach(row -> append(text, row.stream().map(Table::text).toList(), widths));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder(String.format("%-" + widths[0] + "s", cells.getFirst()));
        for (int column = 1; column < cells.size(); column++) {
            line.append(String.format("  %" + widths[column] + "s", cells.get(column)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static String text(@Nullable Object cell) {
        if (cell instanceof Double figure && !Double.isNaN(figure)) {
            return String.format(Locale.ROOT, figure >= 100 ? "%,.0f" : "%.2f", figure);
        }
        return cell == null || cell instanceof Double
                ? "-"
                : cell instanceof Number number ? String.format(Locale.ROOT, "%,d", number) : cell.toString();
    }

    /** An object with title, columns and rows. */
    String json() {
        StringJoiner all = new StringJoiner(",\n  ", "[\n  ", "\n]");
        rows.forEach(row -> all.add(array(row)));
        return "{\"title\": " + quoted(title) + ", \"columns\": " + array(columns) + ", \"rows\": " + all + "}";
    }

    static String array(List<? extends @Nullable Object> cells) {
        StringJoiner array = new StringJoiner(", ", "[", "]");
        cells.forEach(cell -> array.add(
                cell instanceof Double figure && Double.isNaN(figure)
                        ? "null"
                        : cell == null || cell instanceof Number ? String.valueOf(cell) : quoted(cell.toString())));
        return array.toString();
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
