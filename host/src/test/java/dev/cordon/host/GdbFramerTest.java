// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class GdbFramerTest {
    private final GdbFramer framer = new GdbFramer();

    private GdbFramer.Found feed(byte[] bytes) {
        GdbFramer.Found last = GdbFramer.Found.NOTHING;
        for (byte octet : bytes) {
            last = framer.feed(octet & 0xff);
        }
        return last;
    }

    @Property
    void whatIsFramedComesOutAgain(@ForAll @CharRange(from = '\0', to = '\377') String content) {
        assertThat(feed(GdbFramer.frame(content))).isEqualTo(GdbFramer.Found.PACKET);
        assertThat(framer.content()).isEqualTo(content);
    }

    @Property
    void afterAnyBytesAPacketIsFound(@ForAll byte[] noise) {
        feed(noise);
        feed("$##00".getBytes(StandardCharsets.US_ASCII));
        assertThat(feed(GdbFramer.frame("qC"))).isEqualTo(GdbFramer.Found.PACKET);
        assertThat(framer.content()).isEqualTo("qC");
    }

    @Test
    void checksumsAreChecked() {
        assertThat(feed("$OK#9a".getBytes(StandardCharsets.US_ASCII))).isEqualTo(GdbFramer.Found.PACKET);
        assertThat(feed("$OK#9b".getBytes(StandardCharsets.US_ASCII))).isEqualTo(GdbFramer.Found.DAMAGED);
        assertThat(feed("$OK#zz".getBytes(StandardCharsets.US_ASCII))).isEqualTo(GdbFramer.Found.DAMAGED);
    }
}
