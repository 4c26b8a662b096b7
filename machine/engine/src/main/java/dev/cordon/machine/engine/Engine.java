// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import dev.cordon.machine.isa.Extension;
import dev.cordon.machine.isa.Isa;
import dev.cordon.machine.translator.Translation;
import dev.cordon.machine.translator.Translator;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the harts of one machine execute code: by the interpreter alone, or with code that has run often translated to bytecode. What harts do does not depend on it, nor when; only how fast
 * they are.
 *
 * <p>An engine belongs to one machine, whose harts share what it has translated. Translations are made by a thread of their own, which is there while there is something to translate.
 */
public final class Engine {
    /** The system property that says which engine {@link #configured} answers, as {@link #of} takes it. */
    public static final String PROPERTY = "cordon.engine";

    /** The threshold of code that is not translated. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final int THRESHOLD = 20_000;
    private static final int REGION_INSTRUCTIONS = 50;
    /** After so many calls HotSpot's first compiler has been asked to compile a method, even if it has some to compile already. */
    private static final int WARM_UP = 600;

    /** With so many regions, all are dropped. */
    private static final int LIMIT = 6000;

    /** A region that was left so often because of a span will be left again. */
    private static final int PATIENCE = 256;
    /** In tests. */
    private static final int FEW = 3;

    private static final int IDLE_SECONDS = 1;

    private static final String INTERPRETER = "interpreter";
    private static final String TRANSLATOR = "translator";

    private final int threshold;
    private final int limit;
    private final boolean waits;
    private final boolean repeats;
    private final long seed;
    private final long firstElement;
    private final Map<Long, Region> regions = new ConcurrentHashMap<>();
    /** Physical addresses of regions in which each access looks at the TLB by itself. */
    private final Set<Long> split = ConcurrentHashMap.newKeySet();

    private final LongAdder requested = new LongAdder();
    private final LongAdder made = new LongAdder();
    private final LongAdder instructions = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, TRANSLATOR);
                thread.setDaemon(true);
                return thread;
            });

    private volatile int generation;
    private volatile Consumer<TranslatedRegion> listener = _ -> {};

    private Engine(int threshold, int limit, boolean waits, boolean repeats, long seed) {
        if (threshold != NEVER && !Unchecked.isAllowed()) {
            throw new IllegalStateException(
                    "the translator needs a little-endian host and a JVM that was started with " + Unchecked.OPTION);
        }
        firstElement = threshold == NEVER ? 0 : Unchecked.firstElement();
        this.threshold = threshold;
        this.limit = limit;
        this.waits = waits;
        this.repeats = repeats;
        this.seed = seed;
        executor.allowCoreThreadTimeOut(true);
    }

    /** An engine that interprets everything. */
    public static Engine interpreter() {
        return new Engine(NEVER, LIMIT, false, false, 0);
    }

    /**
     * An engine that translates code that has run often.
     *
     * @throws IllegalStateException if the JVM was not started so that it can; the message says how
     */
    public static Engine translator() {
        return new Engine(THRESHOLD, LIMIT, false, false, 0);
    }

    /** An engine, for tests, that translates code that has run {@code threshold} times, while the hart waits, in regions that are as large and span as many pages as can be. */
    public static Engine translator(int threshold) {
        return translator(threshold, LIMIT);
    }

    /** The same with room for so many regions. */
    static Engine translator(int threshold, int limit) {
        return new Engine(threshold, limit, true, true, 0);
    }

    /** An engine, for tests, that translates everything at once and goes to and fro between the tiers, as the seed has it, which also decides about large regions. */
    public static Engine switching(long seed) {
        return new Engine(1, LIMIT, true, (seed & 2) != 0, seed == 0 ? 1 : seed);
    }

    /**
     * The engine of a name: {@code interpreter}, {@code translator}; for tests also {@code translator:THRESHOLD} and {@code switching:SEED}.
     *
     * @throws IllegalArgumentException if there is none of that name; the message says which there are
     */
    public static Engine of(String name) {
        int colon = name.indexOf(':');
        if (colon >= 0 && name.startsWith(TRANSLATOR)) {
            return translator(Integer.parseInt(name.substring(colon + 1)));
        }
        if (colon >= 0 && name.startsWith("switching")) {
            return switching(Long.parseLong(name.substring(colon + 1)));
        }
        return switch (name) {
            case INTERPRETER -> interpreter();
            case TRANSLATOR -> translator();
            default ->
                throw new IllegalArgumentException(
                        "no engine is called " + name + "; there are " + INTERPRETER + " and " + TRANSLATOR);
        };
    }

    /**
     * The engine that the system property {@link #PROPERTY} names; by default the translator, where the host is little-endian and the JVM was started with {@code --add-exports
     * java.base/jdk.internal.misc=dev.cordon.machine.engine}, else the interpreter.
     */
    public static Engine configured() {
        return of(System.getProperty(PROPERTY, Unchecked.isAllowed() ? TRANSLATOR : INTERPRETER));
    }

    /** Whether it translates anything at all. */
    public boolean translates() {
        return threshold != NEVER;
    }

    /** Has somebody told of each region that is made from now on, one after the other, by the thread that makes it. */
    public void tell(Consumer<TranslatedRegion> interested) {
        listener = interested;
    }

    /** How often code of harts that claim {@code isa} runs before it is translated. */
    int threshold(Isa isa) {
        return isa.has(Extension.C) ? threshold : NEVER;
    }

    /** Whether regions contain also what others begin with. */
    boolean repeats() {
        return repeats;
    }

    /** Where tiers are switched at random, a number other than 0 to begin with. */
    long seed() {
        return seed;
    }

    /** The region that begins at a physical address, if one was made; its code may have changed since. */
    Optional<Region> region(long physical) {
        return Optional.ofNullable(regions.get(physical));
    }

    /** Has code translated that begins at a physical address, which the hart sees at the virtual address {@code entry}. */
    Request request(long physical, long entry, CodeSnapshot code, Isa isa, boolean alone) {
        Request request = new Request();
        requested.increment();
        Runnable task = () -> {
            try {
                Optional<Region> region = new Translator(isa, alone, firstElement)
                        .translate(entry, code, REGION_INSTRUCTIONS, !split.contains(physical))
                        .map(translation -> keep(physical, entry, translation, code));
                if (!waits) {
                    region.ifPresent(Engine::warmUp);
                }
                request.region = region.orElse(null);
            } finally {
                request.pending = false;
            }
        };
        if (waits) {
            task.run();
        } else {
            executor.execute(task);
        }
        return request;
    }

    /** Has HotSpot compile fresh code: until then a hart is slower with it than without. No instruction may run in these calls, so none does. */
    private static void warmUp(Region region) {
        RegionEntry entry = region.enter(Undecoded.ELSEWHERE, List.of());
        HartState nobody = new HartState();
        long[] empty = new DataTlb().entries;
        Reservations.Holder none = new Reservations(0).register();
        for (int i = 0; i < WARM_UP; i++) {
            entry.run(nobody, empty, none, 0, 0);
        }
    }

    /** Makes a region and remembers it; if there are too many, forgets all others, also those that harts have attached. */
    private synchronized Region keep(long physical, long entry, Translation translation, CodeSnapshot code) {
        Region region = Region.of(load(translation), translation, code);
        made.increment();
        instructions.add(region.instructions());
        if (regions.size() >= limit) {
            regions.clear();
            split.clear();
            generation++;
        }
        regions.put(physical, region);
        listener.accept(new TranslatedRegion(
                entry, physical, region.instructions(), region.sources().size(), translation.codeBytes()));
        return region;
    }

    /** Forgets a region; the next one at its physical address has no spans. */
    void splitSpans(long physical, Region region) {
        if (split.size() >= limit) {
            split.clear();
        }
        split.add(physical);
        regions.remove(physical, region);
    }

    /** How often a span may be a hindrance. */
    int patience() {
        return waits ? FEW : PATIENCE;
    }

    /** Counts how often all regions were forgotten. */
    int generation() {
        return generation;
    }

    /** How many regions there are. */
    int size() {
        return regions.size();
    }

    /** What has been translated so far. Any thread. */
    public EngineStatistics statistics() {
        long live = regions.size();
        long all = made.sum();
        return new EngineStatistics(requested.sum(), all, instructions.sum(), bytes.sum(), live, all - live);
    }

    private Class<?> load(Translation translation) {
        bytes.add(translation.bytes().length);
        try {
            return MethodHandles.lookup()
                    .defineHiddenClass(translation.bytes(), false)
                    .lookupClass();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a translation cannot be loaded", e);
        }
    }

    /** A translation that was asked for. */
    static final class Request {
        private volatile boolean pending = true;
        private @Nullable Region region;

        private Request() {}

        boolean isPending() {
            return pending;
        }

        /** What came of it, once it is not pending; empty if the code cannot be translated. */
        Optional<Region> region() {
            return Optional.ofNullable(region);
        }
    }
}
