// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A node of a {@link DeviceTree}: properties by name and child nodes, both in the order in which they were added. Setting a property again replaces its value.
 * All setters return the node.
 */
public final class DeviceTreeNode {
    private static final String PHANDLE = "phandle";

    private final DeviceTree tree;
    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final List<DeviceTreeNode> children = new ArrayList<>();

    DeviceTreeNode(DeviceTree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    /** The name with its unit address, as {@code serial@10000000}; empty for the root. */
    public String name() {
        return name;
    }

    /** Adds a child node and lets {@code content} fill it. */
    public DeviceTreeNode node(String childName, Consumer<DeviceTreeNode> content) {
        content.accept(addChild(childName));
        return this;
    }

    /** Adds an empty child node and returns it. */
    DeviceTreeNode addChild(String childName) {
        DeviceTreeNode child = new DeviceTreeNode(tree, childName);
        children.add(child);
        return child;
    }

    /** A property without a value, which is true by being there. */
    public DeviceTreeNode flag(String property) {
        return bytes(property, new byte[0]);
    }

    /** One 32-bit cell. */
    public DeviceTreeNode u32(String property, int value) {
        return cells(property, value);
    }

    /** One 64-bit value: two cells. */
    public DeviceTreeNode u64(String property, long value) {
        return u64s(property, value);
    }

    /** 64-bit values, two cells each: what {@code reg} holds where addresses and sizes have two cells. */
    public DeviceTreeNode u64s(String property, long... values) {
        ByteWriter writer = new ByteWriter();
        for (long value : values) {
            writer.u64(value);
        }
        return bytes(property, writer.toByteArray());
    }

    /** 32-bit cells. */
    public DeviceTreeNode cells(String property, int... values) {
        ByteWriter writer = new ByteWriter();
        for (int value : values) {
            writer.u32(value);
        }
        return bytes(property, writer.toByteArray());
    }

    /** A string. */
    public DeviceTreeNode string(String property, String value) {
        return strings(property, value);
    }

    /** A list of strings. */
    public DeviceTreeNode strings(String property, String... values) {
        ByteWriter writer = new ByteWriter();
        for (String value : values) {
            writer.string(value);
        }
        return bytes(property, writer.toByteArray());
    }

    /** A property with any value. */
    public DeviceTreeNode bytes(String property, byte[] value) {
        properties.put(property, value.clone());
        return this;
    }

    /** The number by which properties of other nodes name this node; the first call gives it one. */
    public int phandle() {
        OptionalInt known = u32(PHANDLE);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        int fresh = tree.nextPhandle();
        u32(PHANDLE, fresh);
        return fresh;
    }

    /** The names of the properties, in their order. */
    public Set<String> properties() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(properties.keySet()));
    }

    /** The value of a property as it is in the blob. */
    public Optional<byte[]> bytes(String property) {
        return Optional.ofNullable(properties.get(property)).map(byte[]::clone);
    }

    /** The value of a property that has exactly one cell. */
    public OptionalInt u32(String property) {
        List<Integer> cells = cells(property);
        return cells.size() == 1 ? OptionalInt.of(cells.getFirst()) : OptionalInt.empty();
    }

    /** The cells of a property; empty if it is not there or not made of cells. */
    public List<Integer> cells(String property) {
        byte[] value = properties.getOrDefault(property, new byte[0]);
        List<Integer> cells = new ArrayList<>();
        for (int at = 0; value.length % 4 == 0 && at < value.length; at += 4) {
            cells.add((value[at] & 0xff) << 24
                    | (value[at + 1] & 0xff) << 16
                    | (value[at + 2] & 0xff) << 8
                    | (value[at + 3] & 0xff));
        }
        return cells;
    }

    /** The 64-bit values of a property; empty if it is not there or not made of pairs of cells. */
    public List<Long> u64s(String property) {
        List<Integer> cells = cells(property);
        List<Long> values = new ArrayList<>();
        for (int i = 0; cells.size() % 2 == 0 && i < cells.size(); i += 2) {
            values.add((long) cells.get(i) << 32 | Integer.toUnsignedLong(cells.get(i + 1)));
        }
        return values;
    }

    /** The value of a property that is one string. */
    public Optional<String> string(String property) {
        List<String> strings = strings(property);
        return strings.size() == 1 ? Optional.of(strings.getFirst()) : Optional.empty();
    }

    /** The strings of a property; empty if it is not there or does not end in a NUL. */
    public List<String> strings(String property) {
        byte[] value = properties.getOrDefault(property, new byte[0]);
        if (value.length == 0 || value[value.length - 1] != 0) {
            return List.of();
        }
        String text = new String(value, 0, value.length - 1, StandardCharsets.UTF_8);
        return List.of(text.split("\0", -1));
    }

    /** The child nodes. */
    public List<DeviceTreeNode> children() {
        return List.copyOf(children);
    }

    /** The child node with {@code childName}, unit address included. */
    public Optional<DeviceTreeNode> child(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).findFirst();
    }

    Map<String, byte[]> rawProperties() {
        return properties;
    }
}
