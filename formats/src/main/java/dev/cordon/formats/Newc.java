// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The cpio archive in "newc" form that Linux unpacks as its initial RAM file system (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * <p>Each member is a header of 110 characters (a magic number and thirteen fields of eight hexadecimal digits), its name
 * with a zero byte, and its content; name and content are padded to multiples of four bytes. A member called
 * {@code TRAILER!!!} ends the archive. Owner and times are always written as zero, so equal members give equal archives.
 */
public final class Newc {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int HEADER = 110;
    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    private Newc() {}

    /**
     * One member.
     *
     * @param name its path without a leading slash
     * @param mode file type and permissions, as in stat(2)
     * @param content the bytes of a file, the target of a symbolic link, empty otherwise
     * @param major the major number of a device node, otherwise 0
     * @param minor the minor number of a device node, otherwise 0
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares members
    public record Member(String name, int mode, byte[] content, int major, int minor) {
        /** A folder with permissions rwxr-xr-x. */
        public static Member folder(String name) {
            return new Member(name, 0040755, new byte[0], 0, 0);
        }

        /** A file; {@code permissions} as in chmod(2). */
        public static Member file(String name, int permissions, byte[] content) {
            return new Member(name, 0100000 | permissions, content, 0, 0);
        }

        /** A symbolic link to {@code target}. */
        public static Member link(String name, String target) {
            return new Member(name, 0120777, target.getBytes(StandardCharsets.UTF_8), 0, 0);
        }

        /** A character device that only its owner may use. */
        public static Member characterDevice(String name, int major, int minor) {
            return new Member(name, 0020600, new byte[0], major, minor);
        }
    }

    /** The archive of these members, in this order. */
    public static byte[] write(List<Member> members) {
        List<Member> all = new ArrayList<>(members);
        all.add(new Member(TRAILER, 0, new byte[0], 0, 0));
        byte[] archive = new byte[all.stream().mapToInt(Newc::size).sum()];
        int at = 0;
        for (int i = 0; i < all.size(); i++) {
            Member member = all.get(i);
            byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
            byte[] header = header(member, name.length + 1, i + 1).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(header, 0, archive, at, HEADER);
            System.arraycopy(name, 0, archive, at + HEADER, name.length);
            System.arraycopy(
                    member.content(), 0, archive, at + align(HEADER + name.length + 1), member.content().length);
            at += size(member);
        }
        return archive;
    }

    /**
     * The members of an archive, up to its trailer.
     *
     * @throws IllegalArgumentException if it is no newc archive, or a truncated one
     */
    public static List<Member> read(byte[] archive) {
        List<Member> members = new ArrayList<>();
        int at = 0;
        while (true) {
            if (at + HEADER > archive.length
                    || !text(archive, at, MAGIC.length()).equals(MAGIC)) {
                throw new IllegalArgumentException("no newc member at offset " + at);
            }
            int size = field(archive, at, 6);
            int nameSize = field(archive, at, 11);
            int start = at + align(HEADER + nameSize);
            if (nameSize < 1 || size < 0 || start < at || start > archive.length || size > archive.length - start) {
                throw new IllegalArgumentException("truncated newc member at offset " + at);
            }
            String name = text(archive, at + HEADER, nameSize - 1);
            if (name.equals(TRAILER)) {
                return members;
            }
            byte[] content = new byte[size];
            System.arraycopy(archive, start, content, 0, size);
            members.add(
                    new Member(name, field(archive, at, 1), content, field(archive, at, 9), field(archive, at, 10)));
            at = start + align(size);
        }
    }

    /** Fields: inode, mode, owner, group, links, time, size, device (2), node's device (2), name's size, checksum. */
    private static String header(Member member, int nameSize, int inode) {
        int links = (member.mode() & 0170000) == 0040000 ? 2 : 1;
        int[] fields = {
            inode,
            member.mode(),
            0,
            0,
            links,
            0,
            member.content().length,
            0,
            0,
            member.major(),
            member.minor(),
            nameSize,
            0
        };
        StringBuilder header = new StringBuilder(HEADER).append(MAGIC);
        for (int field : fields) {
            header.append(UPPER_HEX.toHexDigits(field));
        }
        return header.toString();
    }

    private static int field(byte[] archive, int at, int index) {
        return HexFormat.fromHexDigits(text(archive, at + MAGIC.length() + 8 * index, 8));
    }

    private static String text(byte[] archive, int at, int length) {
        return new String(archive, at, length, StandardCharsets.UTF_8);
    }

    private static int size(Member member) {
        int name = member.name().getBytes(StandardCharsets.UTF_8).length + 1;
        return align(HEADER + name) + align(member.content().length);
    }

    private static int align(int size) {
        return (size + 3) & ~3;
    }
}
