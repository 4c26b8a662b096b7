// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.tcb.metrics {
    requires static transitive org.jspecify;
    requires transitive dev.cordon.capabilities.manifest;

    exports dev.cordon.tcb.metrics;
}
