// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.cli.EscapeKeys.Meaning;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EscapeKeysTest {
    private static List<Meaning> typing(String text) {
        EscapeKeys keys = new EscapeKeys();
        return text.chars().mapToObj(keys::meaning).toList();
    }

    @Test
    void controlAThenKeyIsForCordon() {
        assertThat(typing("\u0001x")).containsExactly(Meaning.NOTHING, Meaning.LEAVE);
        assertThat(typing("\u0001n")).containsExactly(Meaning.NOTHING, Meaning.NEXT_GUEST);
        assertThat(typing("\u0001h")).containsExactly(Meaning.NOTHING, Meaning.HELP);
        assertThat(typing("\u0001s")).containsExactly(Meaning.NOTHING, Meaning.SUSPEND);
        assertThat(typing("\u0001r")).containsExactly(Meaning.NOTHING, Meaning.RESTART);
        assertThat(typing("\u0001k")).containsExactly(Meaning.NOTHING, Meaning.REMOVE);
        assertThat(typing("\u0001a")).containsExactly(Meaning.NOTHING, Meaning.PREFIX_TYPED);
    }

    @Test
    void oneKeyOnlyIsEscaped() {
        assertThat(typing("\u0001ax")).containsExactly(Meaning.NOTHING, Meaning.PREFIX_TYPED, Meaning.TYPED);
        assertThat(typing("\u0001qx")).containsExactly(Meaning.NOTHING, Meaning.NOTHING, Meaning.TYPED);
    }

    @Property(tries = 300)
    void everyOtherByteGoesToTheGuest(@ForAll List<@IntRange(min = 2, max = 255) Integer> octets) {
        EscapeKeys keys = new EscapeKeys();
        assertThat(octets).allSatisfy(octet -> assertThat(keys.meaning(octet)).isEqualTo(Meaning.TYPED));
    }
}
