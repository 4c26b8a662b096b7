// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.capabilities.spaces {
    requires static transitive org.jspecify;
    requires dev.cordon.capabilities.types;

    exports dev.cordon.capabilities.spaces to
            dev.cordon.microhypervisor.core,
            dev.cordon.tests;
}
