// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads a flattened device tree. Everything in the blob is checked before it is believed. */
final class DeviceTreeParser {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Deeper trees than any board has would exhaust the stack of whoever walks them. */
    private static final int MAX_DEPTH = 64;

    private final MemorySegment given;
    private final DeviceTree tree = new DeviceTree();
    private MemorySegment structure = MemorySegment.NULL;
    private MemorySegment strings = MemorySegment.NULL;
    private long at;

    DeviceTreeParser(MemorySegment given) {
        this.given = given;
    }

    DeviceTree parse() throws FormatException {
        if (given.byteSize() < DeviceTreeFlattener.HEADER_BYTES) {
            throw new FormatException("not a flattened device tree: only " + given.byteSize() + " bytes long");
        }
        if (given.get(U32, 0) != DeviceTreeFlattener.MAGIC) {
            throw new FormatException("not a flattened device tree: it does not begin with 0xd00dfeed");
        }
        if (header(20) < DeviceTreeFlattener.VERSION || header(24) > DeviceTreeFlattener.VERSION) {
            throw new FormatException("a flattened device tree of version " + header(20) + "; version 17 is needed");
        }
        MemorySegment blob = part(given, 0, header(4), "the whole tree");
        structure = part(blob, header(8), header(36), "the structure block");
        strings = part(blob, header(12), header(32), "the strings block");
        tree.bootHart((int) header(28));
        reservations(blob, header(16));
        root();
        return tree;
    }

    private long header(long offset) {
        return Integer.toUnsignedLong(given.get(U32, offset));
    }

    private static MemorySegment part(MemorySegment whole, long from, long size, String what) throws FormatException {
        if (from > whole.byteSize() || size > whole.byteSize() - from) {
            throw new FormatException("a truncated device tree: " + what + " reaches beyond its end");
        }
        return whole.asSlice(from, size);
    }

    private void reservations(MemorySegment blob, long from) throws FormatException {
        for (long entry = from; ; entry += 2 * Long.BYTES) {
            MemorySegment pair = part(blob, entry, 2 * Long.BYTES, "the memory reservation block");
            long address = pair.get(U64, 0);
            long size = pair.get(U64, Long.BYTES);
            if (address == 0 && size == 0) {
                return;
            }
            tree.reserve(address, size);
        }
    }

    private void root() throws FormatException {
        if (token() != DeviceTreeFlattener.BEGIN_NODE || !string(structure, at).isEmpty()) {
            throw new FormatException("a malformed device tree: it does not begin with a root node");
        }
        at = align(at + 1);
        content(tree.root(), 1);
        if (token() != DeviceTreeFlattener.END) {
            throw new FormatException("a malformed device tree: something follows the root node");
        }
    }

    private void content(DeviceTreeNode node, int depth) throws FormatException {
        if (depth > MAX_DEPTH) {
            throw new FormatException("a malformed device tree: more than " + MAX_DEPTH + " nodes deep");
        }
        for (int token = token(); token != DeviceTreeFlattener.END_NODE; token = token()) {
            if (token == DeviceTreeFlattener.PROP) {
                property(node);
            } else if (token == DeviceTreeFlattener.BEGIN_NODE) {
                String name = string(structure, at);
                skipString();
                content(node.addChild(name), depth + 1);
            } else {
                throw new FormatException("a malformed device tree: token " + token + " inside a node");
            }
        }
    }

    private void property(DeviceTreeNode node) throws FormatException {
        long length = Integer.toUnsignedLong(cell());
        long nameAt = Integer.toUnsignedLong(cell());
        MemorySegment value = part(structure, at, length, "a property's value");
        at = align(at + length);
        node.bytes(string(strings, nameAt), value.toArray(ValueLayout.JAVA_BYTE));
    }

    /** The next token that says something. */
    private int token() throws FormatException {
        int token = cell();
        while (token == DeviceTreeFlattener.NOP) {
            token = cell();
        }
        return token;
    }

    private int cell() throws FormatException {
        int cell = part(structure, at, Integer.BYTES, "a token").get(U32, 0);
        at += Integer.BYTES;
        return cell;
    }

    private void skipString() {
        while (structure.get(ValueLayout.JAVA_BYTE, at) != 0) {
            at++;
        }
        at = align(at + 1);
    }

    private static String string(MemorySegment block, long from) throws FormatException {
        long end = from;
        while (end < block.byteSize() && block.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        if (end >= block.byteSize()) {
            throw new FormatException("a malformed device tree: a name without an end");
        }
        return new String(block.asSlice(from, end - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private static long align(long offset) {
        return (offset + 3) & ~3L;
    }
}
