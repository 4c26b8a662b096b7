// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published schema says what the parser says. JSON is YAML, so the parser's own library reads it. */
class SchemaTest {

    private final Object schema = load();

    private static Object load() {
        try {
            String text = Files.readString(Path.of("../../docs/cordon.schema.json"));
            return new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What stands at the end of a path of keys. */
    private Object at(Object... keys) {
        Object value = schema;
        for (Object key : keys) {
            value = Objects.requireNonNull(value instanceof Map<?, ?> map ? map.get(key) : null, () -> "no " + key);
        }
        return value;
    }

    private Collection<?> keys(Object... path) {
        return ((Map<?, ?>) at(path)).keySet();
    }

    @Test
    void itHasTheKeysOfTheLanguage() {
        assertThat(keys("properties").toArray()).containsExactlyInAnyOrder(Vocabulary.MANIFEST.toArray());
        assertThat(keys("$defs", "machine", "properties").toArray())
                .containsExactlyInAnyOrder(Vocabulary.MACHINE.toArray());
        assertThat(keys("$defs", "guestComponent", "properties").toArray())
                .containsExactlyInAnyOrder(Vocabulary.GUEST_COMPONENT.toArray());
        assertThat(keys("$defs", "schedule", "properties").toArray())
                .containsExactlyInAnyOrder(Vocabulary.SCHEDULE.toArray());
        assertThat(keys("$defs", "driverComponent", "properties").toArray())
                .containsExactlyInAnyOrder(Vocabulary.DRIVER_COMPONENT.toArray());
        assertThat(keys("$defs", "guest", "properties").toArray())
                .containsExactlyInAnyOrder(Vocabulary.GUEST.toArray());
    }

    @Test
    void itHasTheUsesDriversAndTypesOfTheLanguage() {
        assertThat(keys("$defs", "guestComponent", "properties", "uses", "properties")
                        .toArray())
                .containsExactlyInAnyOrder(Vocabulary.GUEST_USES.keySet().toArray());
        assertThat((List<?>) at("$defs", "driverComponent", "properties", "driver", "enum"))
                .isEqualTo(List.copyOf(Vocabulary.DRIVERS.keySet()));
        Vocabulary.Driver console =
                Optional.ofNullable(Vocabulary.DRIVERS.get("console")).orElseThrow();
        assertThat(keys("$defs", "driverComponent", "properties", "uses", "properties")
                        .toArray())
                .containsExactlyInAnyOrder(console.uses().keySet().toArray());
        assertThat((List<?>) at("$defs", "driverComponent", "properties", "provides", "additionalProperties", "enum"))
                .isEqualTo(console.provides().stream().map(PortType::word).toList());
    }

    @Test
    void itHasTheLimitsOfTheLanguage() {
        assertThat(at("properties", "cordon", "const")).isEqualTo(Vocabulary.VERSION);
        assertThat(at("$defs", "machine", "properties", "pcpus", "maximum")).isEqualTo(Plan.MAXIMUM_PCPUS);
        assertThat(at("$defs", "schedule", "properties", "priority", "maximum")).isEqualTo(Schedule.MAXIMUM_PRIORITY);
        assertThat(at("$defs", "schedule", "properties", "priority", "default")).isEqualTo(Schedule.DEFAULT_PRIORITY);
        assertThat(at("$defs", "schedule", "properties", "budget", "default"))
                .isEqualTo(TimeSpan.format(Schedule.DEFAULT_BUDGET));
        assertThat(at("$defs", "guest", "properties", "vcpus", "maximum")).isEqualTo(Guest.MAXIMUM_VCPUS);
        assertThat(at("$defs", "guest", "properties", "append", "maxLength")).isEqualTo(Guest.MAXIMUM_COMMAND_LINE);
        assertThat(at("$defs", "guest", "properties", "memory", "default"))
                .isEqualTo(MemorySize.format(GuestComponent.DEFAULT_MEMORY));
    }
}
