// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a {@link DeviceTree} as a blob: header, memory reservation block, structure block, strings block (Devicetree specification, chapter 5). */
final class DeviceTreeFlattener {
    static final int MAGIC = 0xd00d_feed;
    static final int VERSION = 17;
    static final int COMPATIBLE_VERSION = 16;
    static final int HEADER_BYTES = 40;

    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROP = 3;
    static final int NOP = 4;
    static final int END = 9;

    /** Offsets of the properties' names in the strings block. */
    private final Map<String, Integer> names = new LinkedHashMap<>();

    private final ByteWriter strings = new ByteWriter();
    private final ByteWriter structure = new ByteWriter();

    private DeviceTreeFlattener() {}

    static byte[] flatten(DeviceTree tree) {
        DeviceTreeFlattener flattener = new DeviceTreeFlattener();
        flattener.node(tree.root());
        flattener.structure.u32(END);
        return flattener.blob(tree);
    }

    private void node(DeviceTreeNode node) {
        structure.u32(BEGIN_NODE);
        structure.string(node.name());
        structure.align(4);
        node.rawProperties().forEach(this::property);
        node.children().forEach(this::node);
        structure.u32(END_NODE);
    }

    private void property(String name, byte[] value) {
        structure.u32(PROP);
        structure.u32(value.length);
        structure.u32(nameOffset(name));
        structure.bytes(value);
        structure.align(4);
    }

    private int nameOffset(String name) {
        Integer known = names.get(name);
        if (known != null) {
            return known;
        }
        int fresh = strings.size();
        names.put(name, fresh);
        strings.string(name);
        return fresh;
    }

    private byte[] blob(DeviceTree tree) {
        ByteWriter blob = new ByteWriter();
        int reservations = HEADER_BYTES;
        int structureAt = reservations + (tree.reservations().size() + 1) * 2 * Long.BYTES;
        int stringsAt = structureAt + structure.size();
        blob.u32(MAGIC);
        blob.u32(stringsAt + strings.size());
        blob.u32(structureAt);
        blob.u32(stringsAt);
        blob.u32(reservations);
        blob.u32(VERSION);
        blob.u32(COMPATIBLE_VERSION);
        blob.u32(tree.bootHart());
        blob.u32(strings.size());
        blob.u32(structure.size());
        for (DeviceTree.Reservation reservation : tree.reservations()) {
            blob.u64(reservation.address());
            blob.u64(reservation.size());
        }
        blob.u64(0);
        blob.u64(0);
        blob.bytes(structure.toByteArray());
        blob.bytes(strings.toByteArray());
        return blob.toByteArray();
    }
}
