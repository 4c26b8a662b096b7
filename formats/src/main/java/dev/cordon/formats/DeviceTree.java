// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A device tree: the description of a board that software finds at its start (Devicetree specification 0.4). It is built from lambdas, each filling
 * one node, written as a flattened device tree blob of version 17 and read back from one.
 *
 * <pre>{@code
 * DeviceTree tree = new DeviceTree();
 * tree.root().u32("#address-cells", 2).node("memory@80000000", memory -> memory.string("device_type", "memory"));
 * byte[] blob = tree.flatten();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class DeviceTree {
    private final List<Reservation> reservations = new ArrayList<>();
    private final DeviceTreeNode root;
    private int bootHart;
    private int lastPhandle;

    /**
     * Physical memory that the software must leave alone.
     *
     * @param address its first byte
     * @param size in bytes, more than 0
     */
    public record Reservation(long address, long size) {}

    /** An empty tree: a root node and nothing else. */
    public DeviceTree() {
        root = new DeviceTreeNode(this, "");
    }

    /** A tree whose root node {@code content} fills. */
    public static DeviceTree of(Consumer<DeviceTreeNode> content) {
        DeviceTree tree = new DeviceTree();
        content.accept(tree.root);
        return tree;
    }

    /**
     * Reads the flattened device tree at the beginning of {@code blob}, which may be longer than it.
     *
     * @throws FormatException if it is none, or a malformed one
     */
    public static DeviceTree parse(MemorySegment blob) throws FormatException {
        return new DeviceTreeParser(blob).parse();
    }

    /** The root node. */
    public DeviceTreeNode root() {
        return root;
    }

    /** The node at {@code path}, such as {@code /soc/serial@10000000}. */
    public Optional<DeviceTreeNode> find(String path) {
        Optional<DeviceTreeNode> node = Optional.of(root);
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                node = node.flatMap(parent -> parent.child(name));
            }
        }
        return node;
    }

    /** The hart identifier of the hart that boots. */
    public int bootHart() {
        return bootHart;
    }

    /** Sets the hart identifier of the hart that boots. */
    public DeviceTree bootHart(int hart) {
        bootHart = hart;
        return this;
    }

    /** Adds an entry to the memory reservation block. */
    public DeviceTree reserve(long address, long size) {
        reservations.add(new Reservation(address, size));
        return this;
    }

    /** The entries of the memory reservation block. */
    public List<Reservation> reservations() {
        return List.copyOf(reservations);
    }

    /** The tree as a flattened device tree blob, version 17. */
    public byte[] flatten() {
        return DeviceTreeFlattener.flatten(this);
    }

    int nextPhandle() {
        return ++lastPhandle;
    }
}
