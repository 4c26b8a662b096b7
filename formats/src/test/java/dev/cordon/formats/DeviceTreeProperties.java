// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DeviceTreeProperties {

    /** What a node is generated from. */
    record Shape(String name, List<String> properties, int seed, List<Shape> children) {
        void fill(DeviceTreeNode node) {
            for (int i = 0; i < properties.size(); i++) {
                byte[] value = new byte[Math.floorMod(seed + i * 7, 19)];
                Arrays.fill(value, (byte) (seed + i));
                node.bytes(properties.get(i), value);
            }
            children.forEach(child -> node.node(child.name, child::fill));
        }
    }

    @Property(tries = 200)
    void whatIsFlattenedIsParsedBack(@ForAll("shapes") Shape shape, @ForAll int hart, @ForAll long reserved) {
        DeviceTree tree = DeviceTree.of(shape::fill).bootHart(hart).reserve(reserved | 1, 4096);
        byte[] blob = tree.flatten();
        DeviceTree parsed = parse(blob);
        assertSame(parsed.root(), tree.root());
        assertThat(parsed.bootHart()).isEqualTo(hart);
        assertThat(parsed.reservations()).isEqualTo(tree.reservations());
        assertThat(parsed.flatten()).isEqualTo(blob);
    }

    @Property(tries = 500)
    void aDamagedBlobIsParsedOrRefusedInOneLine(
            @ForAll("shapes") Shape shape, @ForAll int where, @ForAll byte what, @ForAll int cut) {
        byte[] blob = DeviceTree.of(shape::fill).flatten();
        blob[Math.floorMod(where, blob.length)] = what;
        byte[] part = Arrays.copyOf(blob, Math.floorMod(cut, 4) == 0 ? Math.floorMod(cut, blob.length) : blob.length);
        try {
            DeviceTree.parse(MemorySegment.ofArray(part)).flatten();
        } catch (FormatException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    @Example
    void aTypicalTreeReadsAsItWasWritten() {
        DeviceTree tree = DeviceTree.of(root -> {
            root.u32("#address-cells", 2).string("model", "board").flag("dma-coherent");
            root.node(
                    "plic@c000000",
                    plic -> root.node(
                            "uart@10000000",
                            uart -> uart.u64s("reg", 0x1000_0000L, 0x100L)
                                    .strings("compatible", "ns16550a", "ns16550")
                                    .u32("interrupt-parent", plic.phandle())
                                    .u64("big", -2)));
        });
        DeviceTree parsed = parse(tree.flatten());
        DeviceTreeNode uart = parsed.find("/uart@10000000").orElseThrow();
        assertThat(uart.u64s("reg")).containsExactly(0x1000_0000L, 0x100L);
        assertThat(uart.strings("compatible")).containsExactly("ns16550a", "ns16550");
        assertThat(uart.u32("interrupt-parent"))
                .isEqualTo(parsed.find("/plic@c000000").orElseThrow().u32("phandle"));
        assertThat(uart.u64s("big")).containsExactly(-2L);
        assertThat(parsed.root().string("model")).contains("board");
        assertThat(parsed.root().bytes("dma-coherent").orElseThrow()).isEmpty();
        assertThat(parsed.find("/none")).isEmpty();
    }

    @Example
    void aBlobOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> DeviceTree.parse(MemorySegment.ofArray(new byte[100])))
                .isInstanceOf(FormatException.class)
                .hasMessage("not a flattened device tree: it does not begin with 0xd00dfeed");
        assertThatThrownBy(() -> DeviceTree.parse(MemorySegment.ofArray(new byte[3])))
                .isInstanceOf(FormatException.class)
                .hasMessage("not a flattened device tree: only 3 bytes long");
    }

    private static DeviceTree parse(byte[] blob) {
        try {
            return DeviceTree.parse(MemorySegment.ofArray(blob));
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSame(DeviceTreeNode actual, DeviceTreeNode expected) {
        assertThat(actual.name()).isEqualTo(expected.name());
        assertThat(actual.properties()).isEqualTo(expected.properties());
        for (String property : expected.properties()) {
            assertThat(actual.bytes(property).orElseThrow())
                    .isEqualTo(expected.bytes(property).orElseThrow());
        }
        assertThat(actual.children()).hasSameSizeAs(expected.children());
        for (int i = 0; i < expected.children().size(); i++) {
            assertSame(actual.children().get(i), expected.children().get(i));
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return shapes(3);
    }

    private Arbitrary<Shape> shapes(int depth) {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("@#-,0123456789")
                .ofMinLength(1)
                .ofMaxLength(12);
        Arbitrary<List<Shape>> children = depth == 0
                ? Arbitraries.just(List.of())
                : shapes(depth - 1).list().ofMaxSize(3);
        return Combinators.combine(names, names.list().uniqueElements().ofMaxSize(4), Arbitraries.integers(), children)
                .as(Shape::new);
    }
}
