// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BareOptionsTest {
    private static final Path FIRMWARE = Path.of("firmware");
    private static final Path KERNEL = Path.of("kernel");
    private static final Path INITRD = Path.of("initrd");
    private static final Path SIGNATURE = Path.of("signature");
    private static final TraceOptions TRACE = TraceOptions.to(Path.of("trace"));

    @Test
    void eachChangeIsOfOneAndKeepsTheOthers() {
        BareOptions changed = BareOptions.of(FIRMWARE)
                .withKernel(KERNEL)
                .withInitrd(INITRD)
                .withAppend("quiet")
                .withMemory(1 << 20)
                .withHarts(3)
                .withSignature(SIGNATURE, 8)
                .withIsa("rv64gc")
                .withTrace(TRACE)
                .withoutReboot()
                .withGdb(0)
                .withAia("aplic-imsic", 2)
                .withEngine(Engine.INTERPRETER);
        assertThat(changed)
                .isEqualTo(new BareOptions(
                        FIRMWARE,
                        Optional.of(KERNEL),
                        Optional.of(INITRD),
                        "quiet",
                        1 << 20,
                        3,
                        Optional.of(new BareOptions.Signature(SIGNATURE, 8)),
                        Optional.of("rv64gc"),
                        Optional.of(TRACE),
                        false,
                        OptionalInt.of(0),
                        new BareOptions.Aia("aplic-imsic", 2),
                        Optional.of(Engine.INTERPRETER)));
    }
}
