// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.util.List;
import java.util.function.Function;

/**
 * What holds of every plan, whoever wrote it: ranges are kept, indices name something, nothing exclusive is given
 * twice. A plan of which this holds is called sound.
 */
final class PlanCheck {

    private PlanCheck() {}

    static boolean sound(Plan plan) {
        return plan.pcpus() >= 1
                && plan.pcpus() <= Plan.MAXIMUM_PCPUS
                && small(plan.domains())
                && small(plan.contexts())
                && small(plan.guests())
                && small(plan.devices())
                && small(plan.channels())
                && plan.domains().stream().allMatch(PlanCheck::sound)
                && plan.contexts().stream().allMatch(context -> sound(context, plan))
                && plan.guests().stream().allMatch(guest -> sound(guest, plan))
                && plan.devices().stream().allMatch(grant -> sound(grant, plan))
                && plan.channels().stream().allMatch(channel -> sound(channel, plan))
                && handlers(plan)
                && distinct(plan.guests(), Guest::domain)
                && distinct(plan.devices(), DeviceGrant::device);
    }

    private static boolean sound(Domain domain) {
        return !domain.name().isEmpty()
                && printable(domain.name(), Domain.MAXIMUM_NAME)
                && domain.program() >= 0
                && domain.frames() >= 0
                && domain.objects() >= 0;
    }

    private static boolean sound(Context context, Plan plan) {
        return names(plan, context.domain())
                && context.pcpu() >= 0
                && context.pcpu() < plan.pcpus()
                && context.priority() >= 1
                && context.priority() <= Context.MAXIMUM_PRIORITY
                && context.budget() >= Context.MINIMUM_BUDGET
                && context.budget() <= Context.MAXIMUM_TIME
                && placed(context)
                && (context.role() == Context.Role.HANDLER
                        || plan.guests().stream().anyMatch(guest -> guest.domain() == context.domain()));
    }

    /** Whether the period holds the budget, where that is to lie in it. */
    private static boolean placed(Context context) {
        if (context.period() == Context.NO_PERIOD) {
            return context.offset() == Context.ANYWHERE;
        }
        return context.period() >= context.budget()
                && context.period() <= Context.MAXIMUM_TIME
                && context.offset() >= Context.ANYWHERE
                && context.offset() <= context.period() - (context.offset() == Context.ANYWHERE ? 0 : context.budget());
    }

    private static boolean sound(Guest guest, Plan plan) {
        return names(plan, guest.domain())
                && guest.memory() > 0
                && guest.memory() % Guest.PAGE == 0
                && guest.vcpus() >= 1
                && guest.vcpus() <= Guest.MAXIMUM_VCPUS
                && vcpus(plan, guest.domain()) == guest.vcpus()
                && guest.kernel() >= 0
                && guest.initrd().orElse(0) >= 0
                && printable(guest.commandLine(), Guest.MAXIMUM_COMMAND_LINE);
    }

    private static boolean sound(DeviceGrant grant, Plan plan) {
        return names(plan, grant.domain()) && grant.device() != MachineDevice.FINISHER;
    }

    /** Whether each domain has one context for its handlers. */
    private static boolean handlers(Plan plan) {
        List<Context> handlers = plan.contexts().stream()
                .filter(context -> context.role() == Context.Role.HANDLER)
                .toList();
        return distinct(handlers, Context::domain)
                && handlers.size() == plan.domains().size();
    }

    /** How many vCPUs have a context. */
    private static long vcpus(Plan plan, int domain) {
        return plan.contexts().stream()
                .filter(context -> context.domain() == domain && context.role() == Context.Role.VCPU)
                .count();
    }

    private static boolean sound(Channel channel, Plan plan) {
        return (channel.client() == Plan.ROOT_TASK || names(plan, channel.client()))
                && names(plan, channel.server())
                && channel.client() != channel.server()
                && channel.number() >= 0
                && plan.channels().stream()
                                .filter(other ->
                                        other.server() == channel.server() && other.number() == channel.number())
                                .count()
                        == 1;
    }

    private static boolean names(Plan plan, int domain) {
        return domain >= 0 && domain < plan.domains().size();
    }

    private static boolean small(List<?> records) {
        return records.size() <= Plan.MAXIMUM_RECORDS;
    }

    private static <T> boolean distinct(List<T> records, Function<T, Object> key) {
        return records.stream().map(key).distinct().count() == records.size();
    }

    private static boolean printable(String string, int maximum) {
        return string.length() <= maximum && string.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
