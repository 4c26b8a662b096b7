// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import java.nio.ByteOrder;

/**
 * Whether this JVM lets translated code access memory without checks, by {@code jdk.internal.misc.Unsafe}: HotSpot's compilers have a few host instructions for such an access, where one through a {@code
 * VarHandle} is a dozen methods to put in place (docs/design-decisions.md). What keeps it safe is what {@link HostMemory} says.
 */
final class Unchecked {
    /** What has to be said when the JVM is started. */
    static final String OPTION = "--add-exports java.base/jdk.internal.misc=dev.cordon.machine.engine";

    private Unchecked() {}

    /** The host's order of bytes has to be the guest's, too. */
    static boolean isAllowed() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && Object.class.getModule().isExported("jdk.internal.misc", Unchecked.class.getModule());
    }

    /** Where the first element of an array of {@code long} lies, in bytes from the array's beginning. */
    static long firstElement() {
        try {
            return Class.forName("jdk.internal.misc.Unsafe")
                    .getField("ARRAY_LONG_BASE_OFFSET")
                    .getLong(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK without jdk.internal.misc.Unsafe", e);
        }
    }
}
