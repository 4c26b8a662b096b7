// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.drivers.userlevel.protocol {
    requires static transitive org.jspecify;
    requires dev.cordon.microhypervisor.abi;

    exports dev.cordon.drivers.userlevel.protocol;
}
