// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Turns a plan into words, which {@link PlanReader} turns back into an equal plan. */
public final class PlanWriter {

    private long[] words = new long[64];
    private int length;

    private PlanWriter() {}

    /**
     * Returns the words of {@code plan}.
     *
     * @throws IllegalArgumentException if the plan is not {@linkplain PlanCheck sound}: no reader would take it
     */
    public static long[] write(Plan plan) {
        if (!PlanCheck.sound(plan)) {
            throw new IllegalArgumentException("not a sound plan: " + plan);
        }
        PlanWriter writer = new PlanWriter();
        writer.word(PlanReader.MAGIC);
        writer.word(PlanReader.VERSION);
        writer.word(0); // the number of words, known at the end
        writer.plan(plan);
        writer.words[2] = writer.length;
        return Arrays.copyOf(writer.words, writer.length);
    }

    private void plan(Plan plan) {
        word(plan.pcpus());
        list(plan.domains(), this::domain);
        list(plan.contexts(), this::context);
        list(plan.guests(), this::guest);
        list(plan.devices(), this::device);
        list(plan.channels(), this::channel);
    }

    private void domain(Domain domain) {
        string(domain.name());
        word(domain.program());
        word(domain.frames());
        word(domain.objects());
        life(domain.life());
    }

    private void life(Life life) {
        constant(Life.Start.values(), life.start());
        constant(Life.Restart.values(), life.restart());
        constant(Expect.values(), life.expect());
    }

    private void context(Context context) {
        word(context.domain());
        constant(Context.Role.values(), context.role());
        word(context.pcpu());
        word(context.priority());
        word(context.budget());
        word(context.period());
        word(context.offset());
    }

    private void guest(Guest guest) {
        word(guest.domain());
        word(guest.memory());
        word(guest.vcpus());
        word(guest.kernel());
        word(guest.initrd().orElse(PlanReader.NONE));
        string(guest.commandLine());
    }

    private void device(DeviceGrant grant) {
        word(grant.domain());
        constant(MachineDevice.values(), grant.device());
    }

    private void channel(Channel channel) {
        word(channel.client());
        word(channel.server());
        constant(Channel.Kind.values(), channel.kind());
        word(channel.number());
    }

    private <T> void list(List<T> elements, Consumer<T> element) {
        word(elements.size());
        elements.forEach(element);
    }

    private <E extends Enum<E>> void constant(E[] values, E value) {
        word(Arrays.asList(values).indexOf(value));
    }

    private void string(String string) {
        word(string.length());
        for (int i = 0; i < string.length(); i += Long.BYTES) {
            long word = 0;
            for (int j = i; j < Math.min(i + Long.BYTES, string.length()); j++) {
                word |= (long) string.charAt(j) << ((j - i) * Byte.SIZE);
            }
            word(word);
        }
    }

    private void word(long word) {
        if (length == words.length) {
            words = Arrays.copyOf(words, 2 * length);
        }
        words[length++] = word;
    }
}
