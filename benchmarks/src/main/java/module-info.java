// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.cordon.benchmarks {
    requires static transitive org.jspecify;
    requires dev.cordon.host;
    requires jdk.management;
}
