// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.host.BareOptions;
import dev.cordon.host.ComponentEnd;
import dev.cordon.host.Console;
import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import dev.cordon.host.RunListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every packet of the GDB remote serial protocol that {@code cordon bare --gdb} knows, and some that nobody should send. */
@Timeout(120)
class GdbProtocolTest {
    /** Two harts: hart 0 counts to ever more in a0 and memory, hart 1 waits for an interrupt that never comes. */
    private static final String PROGRAM = """
            _start:
                csrr t0, mhartid
                bnez t0, idle
                la   t1, counter
                li   a0, 0
                li   a2, 0
            loop:
                addi a0, a0, 1
                sd   a0, 0(t1)
                ld   a1, 0(t1)
                beqz a2, loop
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
                j    .
            idle:
                wfi
                j    idle
            .balign 8
            counter: .dword 0
            """;

    private static final long LOOP = 0x8000_0018L;
    private static final long COUNTER = 0x8000_0048L;
    private static final int A0 = 10;
    private static final int A2 = 12;

    @TempDir
    Path folder;

    private interface Conversation {
        void with(GdbClient client, Cordon cordon) throws Exception;
    }

    private void converse(Conversation conversation) throws Exception {
        run((port, cordon) -> {
            try (GdbClient client = new GdbClient(port)) {
                conversation.with(client, cordon);
            }
        });
    }

    private interface Run {
        void at(int port, Cordon cordon) throws Exception;
    }

    private void run(Run run) throws Exception {
        Path program = ElfProgram.write(folder.resolve("program.elf"), PROGRAM);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        BareOptions options =
                BareOptions.of(program).withMemory(16 << 20).withHarts(2).withGdb(0);
        try (Cordon cordon = Cordon.bare(options)) {
            cordon.start(new RunListener() {
                @Override
                public void output(Console console, byte[] written) {}

                @Override
                public void said(String component, String line) {
                    Matcher matcher = Pattern.compile("at port (\\d+):").matcher(line);
                    if (matcher.find()) {
                        port.complete(Integer.valueOf(matcher.group(1)));
                    }
                }

                @Override
                public void ended(ComponentEnd end) {}
            });
            run.at(port.get(), cordon);
        }
    }

    private static String register(GdbClient client, int number) throws Exception {
        return client.ask("p" + Integer.toHexString(number));
    }

    private static String word(long value) {
        return "%016x".formatted(Long.reverseBytes(value));
    }

    /** Past the reset vector, to the loop on hart 0. */
    private static void goToLoop(GdbClient client) throws Exception {
        assertThat(client.ask("Z0,%x,4".formatted(LOOP))).isEqualTo("OK");
        assertThat(client.ask("vCont;c")).isEqualTo("T05thread:1;");
        assertThat(client.ask("z0,%x,4".formatted(LOOP))).isEqualTo("OK");
        assertThat(register(client, 32)).isEqualTo(word(LOOP));
    }

    @Test
    void nothingRunsBeforeTheDebuggerLetsIt() throws Exception {
        converse((client, cordon) -> {
            assertThat(client.ask("?")).isEqualTo("T05thread:1;");
            assertThat(register(client, 32)).isEqualTo(word(0x1000));
            assertThat(cordon.instructions()).isZero();
        });
    }

    @Test
    void hartsAreThreads() throws Exception {
        converse((client, _) -> {
            assertThat(client.ask("qC")).isEqualTo("QC1");
            assertThat(client.ask("qfThreadInfo")).isEqualTo("m1,2");
            assertThat(client.ask("qsThreadInfo")).isEqualTo("l");
            assertThat(client.ask("qThreadExtraInfo,2")).isEqualTo("6861727420312c206d2d6d6f6465"); // hart 1, m-mode
            assertThat(client.ask("T2")).isEqualTo("OK");
            assertThat(client.ask("T3")).isEqualTo("E01");
            assertThat(client.ask("Hc-1")).isEqualTo("OK");
            assertThat(client.ask("Hg9")).isEqualTo("E01");
            assertThat(client.ask("Hg2")).isEqualTo("OK");
            assertThat(client.ask("Hc2")).isEqualTo("OK");
            assertThat(client.ask("s")).isEqualTo("T05thread:2;");
            assertThat(register(client, 32)).isEqualTo(word(0x1004));
            assertThat(client.ask("Hg1")).isEqualTo("OK");
            assertThat(register(client, 32)).isEqualTo(word(0x1000));
            assertThat(client.ask("qAttached")).isEqualTo("1");
        });
    }

    @Test
    void theTargetDescribesItself() throws Exception {
        converse((client, _) -> {
            assertThat(client.ask("qSupported:swbreak+")).contains("qXfer:features:read+", "PacketSize=4000");
            String first = client.ask("qXfer:features:read:target.xml:0,40");
            assertThat(first).startsWith("m<?xml").hasSize(0x41);
            String all = client.ask("qXfer:features:read:target.xml:0,4000");
            assertThat(all.substring(1))
                    .startsWith(first.substring(1))
                    .contains("<architecture>riscv:rv64</architecture>", "name=\"zero\"", "name=\"pc\"");
            String rest = client.ask("qXfer:features:read:target.xml:1000,1fff");
            assertThat(all.substring(1 + 0x1000) + rest).contains("name=\"virt\"", "name=\"vmid\"", "name=\"mstatus\"");
            assertThat(client.ask("qXfer:features:read:target.xml:ffffff,10")).isEqualTo("l");
            assertThat(client.ask("qXfer:features:read:other.xml:0,10")).isEqualTo("E00");
        });
    }

    @Test
    void registersAreReadAndWritten() throws Exception {
        converse((client, _) -> {
            assertThat(client.ask("g")).hasSize(33 * 16).endsWith(word(0x1000));
            assertThat(client.ask("Pa=" + word(77))).isEqualTo("OK");
            assertThat(register(client, A0)).isEqualTo(word(77));
            assertThat(client.ask("P0=" + word(77))).isEqualTo("OK");
            assertThat(register(client, 0)).isEqualTo(word(0));
            assertThat(client.ask("P21=" + word(0x3ff0_0000_0000_0000L))).isEqualTo("OK");
            assertThat(register(client, 33)).isEqualTo("000000000000f03f");
            assertThat(client.ask("P43=1f000000")).isEqualTo("OK");
            assertThat(register(client, 67)).isEqualTo("1f000000");
            String general = client.ask("g");
            assertThat(client.ask("G" + general.replace(word(77), word(78)))).isEqualTo("OK");
            assertThat(register(client, A0)).isEqualTo(word(78));
            for (String wrong : List.of("pffff", "p", "pxyz", "P1", "Pa=12", "Pffff=" + word(1), "G12", "Pa=zz")) {
                assertThat(client.ask(wrong)).as(wrong).isEqualTo("E01");
            }
        });
    }

    @Test
    void memoryIsReadAndWrittenButDevicesAreLeftAlone() throws Exception {
        converse((client, _) -> {
            assertThat(client.ask("m80000000,4")).isEqualTo("f32240f1");
            assertThat(client.ask("m1000,4")).isEqualTo("97020000");
            assertThat(client.ask("M%x,2:1234".formatted(COUNTER))).isEqualTo("OK");
            assertThat(client.ask("X%x,2:}]#".formatted(COUNTER + 2).replace("#", "a")))
                    .isEqualTo("OK");
            assertThat(client.ask("m%x,4".formatted(COUNTER))).isEqualTo("12347d61");
            assertThat(client.ask("m80fffffe,8")).as("the end of RAM").isEqualTo("0000");
            for (String nothing : List.of("m10000000,1", "m0,1", "mffffffffffffffff,1", "M10000000,1:00")) {
                assertThat(client.ask(nothing)).as(nothing).isEqualTo("E0e");
            }
            for (String wrong : List.of("m", "m1", "m1,", "mx,1", "M1,2:00", "M80000000,1:0", "X80000000,4:a")) {
                assertThat(client.ask(wrong)).as(wrong).isEqualTo("E01");
            }
        });
    }

    @Test
    void codeThatTheDebuggerWritesRuns() throws Exception {
        converse((client, _) -> {
            goToLoop(client);
            assertThat(client.ask("vCont;s:1")).isEqualTo("T05thread:1;");
            assertThat(client.ask("M%x,4:13051506".formatted(LOOP))).isEqualTo("OK"); // addi a0, a0, 97
            goToLoop(client);
            String before = register(client, A0);
            assertThat(client.ask("vCont;s:1")).isEqualTo("T05thread:1;");
            long difference = Long.reverseBytes(Long.parseUnsignedLong(register(client, A0), 16))
                    - Long.reverseBytes(Long.parseUnsignedLong(before, 16));
            assertThat(difference).isEqualTo(97);
        });
    }

    @Test
    void stepsAndBreakpointsAreExact() throws Exception {
        converse((client, _) -> {
            goToLoop(client);
            assertThat(register(client, A0)).isEqualTo(word(0));
            assertThat(client.ask("s")).isEqualTo("T05thread:1;");
            assertThat(register(client, A0)).isEqualTo(word(1));
            assertThat(client.ask("Z1,%x,4".formatted(LOOP))).isEqualTo("OK");
            assertThat(client.ask("c")).isEqualTo("T05thread:1;");
            assertThat(register(client, 32)).isEqualTo(word(LOOP));
            assertThat(client.ask("z1,%x,4".formatted(LOOP))).isEqualTo("OK");
            assertThat(client.ask("S05")).isEqualTo("T05thread:1;");
            assertThat(register(client, A0)).isEqualTo(word(2));
            assertThat(client.ask("s%x".formatted(LOOP))).isEqualTo("T05thread:1;");
            assertThat(register(client, A0)).isEqualTo(word(3));
            assertThat(client.ask("vCont;S05:1;c:2")).isEqualTo("T05thread:1;");
            for (String wrong : List.of("vCont;x", "vCont", "vCont;s:99", "sxyz", "C", "Z0", "Z9,1,1", "zz")) {
                assertThat(client.ask(wrong)).as(wrong).isEqualTo("E01");
            }
            assertThat(client.ask("vCont?")).isEqualTo("vCont;c;C;s;S");
        });
    }

    @Test
    void watchpointsStopBeforeTheAccess() throws Exception {
        converse((client, _) -> {
            goToLoop(client);
            for (String kind : List.of("2", "3", "4")) {
                String name = List.of("watch", "rwatch", "awatch").get(kind.charAt(0) - '2');
                long stop = kind.equals("3") ? LOOP + 8 : LOOP + 4;
                assertThat(client.ask("Z%s,%x,1".formatted(kind, COUNTER + 7))).isEqualTo("OK");
                assertThat(client.ask("c")).isEqualTo("T05" + name + ":%x;thread:1;".formatted(COUNTER + 7));
                assertThat(register(client, 32)).isEqualTo(word(stop));
                assertThat(client.ask("z%s,%x,1".formatted(kind, COUNTER + 7))).isEqualTo("OK");
                goToLoop(client);
            }
        });
    }

    @Test
    void ctrlCStopsHartsThatRunAndSleepingOnesCanBeStepped() throws Exception {
        converse((client, cordon) -> {
            client.send("vCont;c");
            while (cordon.instructions() < 1_000_000) {
                Thread.onSpinWait();
            }
            client.raw("\3");
            assertThat(client.answer()).isEqualTo("T02thread:1;");
            assertThat(client.ask("vCont;s:2")).isEqualTo("T05thread:2;");
            client.send("vCont;c");
            assertThat(client.ask("g")).as("while harts run").isEqualTo("E02");
            assertThat(client.ask("vCont;c")).isEqualTo("E02");
            client.raw("\3");
            assertThat(client.answer()).isEqualTo("T02thread:2;");
            assertThat(client.ask("?")).isEqualTo("T02thread:2;");
        });
    }

    @Test
    void theEndOfTheRunIsTold() throws Exception {
        converse((client, cordon) -> {
            goToLoop(client);
            assertThat(client.ask("Pc=" + word(1))).isEqualTo("OK");
            assertThat(client.ask("vCont;c")).isEqualTo("W00");
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
            assertThat(client.read()).isEqualTo(-1);
        });
    }

    @Test
    void killEndsTheRun() throws Exception {
        converse((client, cordon) -> {
            client.send("k");
            assertThat(cordon.await().cause()).isEqualTo(Outcome.Cause.STOPPED);
        });
    }

    @Test
    void whoDetachesLetsTheMachineRunAndMayComeBack() throws Exception {
        run((port, cordon) -> {
            try (GdbClient client = new GdbClient(port)) {
                assertThat(client.ask("Z0,80000000,4")).isEqualTo("OK");
                assertThat(client.ask("D")).isEqualTo("OK");
                assertThat(client.read()).isEqualTo(-1);
            }
            while (cordon.instructions() < 1_000_000) {
                Thread.onSpinWait();
            }
            try (GdbClient client = new GdbClient(port)) {
                assertThat(client.ask("?")).isEqualTo("T02thread:1;");
                assertThat(client.ask("P%x=%s".formatted(A2, word(1)))).isEqualTo("OK");
                assertThat(client.ask("c")).isEqualTo("W00");
            }
        });
    }

    @Test
    void whoHangsUpLeavesTheMachineAsItIs() throws Exception {
        run((port, cordon) -> {
            new GdbClient(port).close();
            try (GdbClient client = new GdbClient(port)) {
                assertThat(register(client, 32)).isEqualTo(word(0x1000));
                assertThat(cordon.instructions()).isZero();
            }
        });
    }

    @Test
    void damagedPacketsAreRefusedAndTheLastAnswerCanBeHadAgain() throws Exception {
        converse((client, _) -> {
            client.raw("$qC#00");
            assertThat((char) client.read()).isEqualTo('-');
            client.raw("noise$half$qC#" + GdbClient.checksum("qC"));
            assertThat((char) client.read()).isEqualTo('+');
            assertThat(client.answer()).isEqualTo("QC1");
            client.raw("-");
            assertThat(client.answer()).isEqualTo("QC1");
            String endless = "m" + "0".repeat(0x5000);
            client.raw("$" + endless + "#" + GdbClient.checksum(endless));
            assertThat((char) client.read()).isEqualTo('-');
            assertThat(client.ask("QStartNoAckMode")).isEqualTo("OK");
            client.raw("$qC#" + GdbClient.checksum("qC"));
            assertThat(client.answer()).isEqualTo("QC1");
        });
    }

    @Test
    void whatNobodyKnowsIsAnsweredWithNothing() throws Exception {
        converse((client, _) -> {
            for (String packet :
                    List.of("", "!", "qRcmd,00", "vMustReplyEmpty", "Qx", "R00", "jx", "qXfer:auxv:read")) {
                assertThat(client.ask(packet)).as(packet).isEmpty();
            }
        });
    }

    @Test
    void nothingThatComesInBreaksTheStub() throws Exception {
        Random random = new Random(4711);
        String letters = "gGpPmMXZzHTqQvCont?;:,=-0123456789abcdefx}* \0\377";
        converse((client, _) -> {
            for (int i = 0; i < 500; i++) {
                StringBuilder packet = new StringBuilder();
                packet.append("gGpPmMXZzHTqQ?!".charAt(random.nextInt(15)));
                int length = random.nextInt(24);
                for (int j = 0; j < length; j++) {
                    packet.append(letters.charAt(random.nextInt(letters.length())));
                }
                client.ask(packet.toString());
            }
            assertThat(client.ask("qC")).startsWith("QC");
        });
    }

    @Test
    void aPortThatCannotBeHadIsOneLine() {
        assertThatThrownBy(() -> Cordon.bare(BareOptions.of(ElfProgram.write(folder.resolve("program.elf"), PROGRAM))
                        .withGdb(65536)))
                .isInstanceOf(CordonException.class)
                .hasMessage("--gdb 65536 is no port; write a number from 1 to 65535, or 0 for any free one");
    }
}
