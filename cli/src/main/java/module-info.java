// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.cli {
    requires static transitive org.jspecify;
    requires dev.cordon.capabilities.manifest;
    requires dev.cordon.host;
    requires dev.cordon.tcb.metrics;
    requires info.picocli;
    requires java.management;
    requires org.slf4j;

    opens dev.cordon.cli to
            info.picocli;
}
