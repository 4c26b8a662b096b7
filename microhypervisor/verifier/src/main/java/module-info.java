// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

@NullMarked
@SuppressWarnings("module") // the qualified exports name modules that are built later
module dev.cordon.microhypervisor.verifier {
    requires static transitive org.jspecify;

    exports dev.cordon.microhypervisor.verifier to
            dev.cordon.host,
            dev.cordon.tests;
}
