// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.microhypervisor.abi {
    requires static transitive org.jspecify;
    requires dev.cordon.capabilities.types;

    exports dev.cordon.microhypervisor.abi;
}
