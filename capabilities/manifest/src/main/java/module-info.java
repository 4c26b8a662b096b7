// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.capabilities.manifest {
    requires static transitive org.jspecify;
    requires transitive dev.cordon.capabilities.plan;
    requires dev.cordon.formats;
    requires org.snakeyaml.engine;

    exports dev.cordon.capabilities.manifest;
}
