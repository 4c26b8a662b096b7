// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The manifest: who runs, who may use what, and nothing else may be used.
 *
 * <p>A system is components and the wires between them:
 *
 * <pre>{@code
 * cordon: 1
 * machine: {pcpus: 2}
 * components:
 *   web:
 *     guest: {image: debian, append: "quiet", memory: 256M}
 *     uses: {console: console.port}
 *   console:
 *     driver: console
 *     uses: {uart: machine.uart}
 *     provides: {port: console-port}
 * }</pre>
 *
 * <p>Its way through this package: {@link dev.cordon.capabilities.manifest.SystemManifest#load} parses the text
 * ({@code ManifestParser}), checks the whole system ({@code SystemCheck}) and hands back a {@link
 * dev.cordon.capabilities.manifest.CheckedSystem}: all that is wrong, in one run, as {@linkplain
 * dev.cordon.capabilities.manifest.Diagnostic diagnostics} with stable {@linkplain
 * dev.cordon.capabilities.manifest.DiagnosticCode codes}, and the system if nothing is. {@link
 * dev.cordon.capabilities.manifest.SystemManifest#compile} then turns it into a {@link
 * dev.cordon.capabilities.plan.Plan}, in which every right is a record, and the list of boot modules that the plan
 * numbers.
 *
 * <p>A system needs no file: its records can be built directly and {@linkplain
 * dev.cordon.capabilities.manifest.SystemManifest#check checked} the same way; its diagnostics then have no position.
 *
 * <p>The words of the language ({@code Vocabulary}) are extended by later versions, never renamed.
 */
package dev.cordon.capabilities.manifest;
