// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.machine.isa {
    requires static transitive org.jspecify;

    exports dev.cordon.machine.isa;
}
