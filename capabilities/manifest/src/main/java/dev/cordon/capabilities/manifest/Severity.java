// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

/** How bad a diagnostic is. */
public enum Severity {
    /** Nothing is started. */
    ERROR,
    /** The system is started, and may disappoint. */
    WARNING
}
