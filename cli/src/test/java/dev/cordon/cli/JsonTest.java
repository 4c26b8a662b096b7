// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void textIsEscaped() {
        assertThat(Json.quote("a\"b\\c\n\t\u0001é")).isEqualTo("\"a\\\"b\\\\c\\n\\t\\u0001é\"");
    }

    @Test
    void numbersTruthValuesAndNestedJsonAreBare() {
        assertThat(Json.object("n", 3, "t", true, "s", "x", "a", new Json.Raw(Json.array(List.of("1", "2")))))
                .isEqualTo("{\"n\": 3, \"t\": true, \"s\": \"x\", \"a\": [1, 2]}");
    }
}
