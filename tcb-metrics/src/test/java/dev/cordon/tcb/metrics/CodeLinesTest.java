// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tcb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as a code line. */
class CodeLinesTest {
    @Test
    void aLineWithATokenCounts() {
        assertThat(CodeLines.count("class A {\n    int x;\n}\n")).isEqualTo(3);
        assertThat(CodeLines.count("class A {}")).isEqualTo(1);
        assertThat(CodeLines.count("")).isZero();
    }

    @Test
    void blankLinesAndCommentsDoNotCount() {
        assertThat(CodeLines.count("// a\n\n/* b\n c */\n/** d */\nclass A {} // e\n  \t\n"))
                .isEqualTo(1);
        assertThat(CodeLines.count("/* a */ class A { /* b\n*/ }")).isEqualTo(2);
    }

    @Test
    void importsAndThePackageDoNotCount() {
        String head = "package a.b;\n\nimport a.B;\nimport static a.B.c;\nimport module java.base;\n";
        assertThat(CodeLines.count(head + "class A {}\n")).isEqualTo(1);
        assertThat(CodeLines.count(head + "@Deprecated\nclass A {}\n")).isEqualTo(2);
        assertThat(CodeLines.count("importer.run();\npackageName = 1;\n")).isEqualTo(2);
    }

    @Test
    void commentsWithinLiteralsAreNone() {
        assertThat(CodeLines.count("String a = \"/*\";\nString b = \"*/\";\n")).isEqualTo(2);
        assertThat(CodeLines.count("String a = \"\\\"//\" +\n'\"' + '\\'' + 1;\n"))
                .isEqualTo(2);
        assertThat(CodeLines.count("String a = \"//\" /*\n*/;\n")).isEqualTo(2);
    }

    @Test
    void linesOfATextBlockCountUnlessBlank() {
        assertThat(CodeLines.count("String a = \"\"\"\n    // text\n\n    \\\"\"\" more\n    \"\"\";\nint b;\n"))
                .isEqualTo(5);
    }
}
