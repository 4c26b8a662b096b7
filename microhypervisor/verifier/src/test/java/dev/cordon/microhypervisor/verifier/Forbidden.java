// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.verifier;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One class for each thing that a program may not do; {@link Refused} says how the verifier must name it. They are
 * compiled, never run.
 */
@SuppressWarnings({"all", "serial", "removal", "deprecation", "restricted", "static", "synchronization"
}) // bad on purpose
final class Forbidden {
    private Forbidden() {}

    /** A part of what the violation must say. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Refused {
        String value();
    }

    // ---- the host's files, streams and network ----

    @Refused("calls java.io.FileInputStream.<init>(String)")
    static final class ReadsAFile {
        int run() throws IOException {
            return new FileInputStream("/etc/passwd").read();
        }
    }

    @Refused("takes a java.io.File")
    static final class TakesAFile {
        boolean run(File file) {
            return true;
        }
    }

    @Refused("implements java.io.Serializable")
    static final class IsSerializable implements Serializable {}

    @Refused("uses java.lang.System.out")
    static final class Prints {
        void run() {
            System.out.println("hello");
        }
    }

    @Refused("calls java.lang.Throwable.printStackTrace()")
    static final class PrintsAStackTrace {
        void run(RuntimeException e) {
            e.printStackTrace();
        }
    }

    @Refused("calls java.nio.file.Path.of(String,String[])")
    static final class NamesAPath {
        Object run() {
            return Path.of("x");
        }
    }

    @Refused("calls java.nio.file.Files.exists(Path,LinkOption[])")
    static final class AsksForAFile {
        boolean run(Path path) {
            return Files.exists(path);
        }
    }

    @Refused("calls java.net.Socket.<init>(String,int)")
    static final class OpensASocket {
        Object run() throws IOException {
            return new Socket("example.org", 80);
        }
    }

    @Refused("calls java.net.InetAddress.getLocalHost()")
    static final class AsksForTheHost {
        Object run() throws IOException {
            return InetAddress.getLocalHost();
        }
    }

    @Refused("calls java.lang.System.getLogger(String)")
    static final class Logs {
        Object run() {
            return System.getLogger("x");
        }
    }

    // ---- threads and monitors ----

    @Refused("calls java.lang.Thread.start()")
    static final class StartsAThread {
        void run() {
            new Thread(() -> {}).start();
        }
    }

    @Refused("extends java.lang.Thread")
    static final class IsAThread extends Thread {}

    @Refused("calls java.lang.Thread.sleep(long)")
    static final class Sleeps {
        void run() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    @Refused("calls java.lang.Thread.onSpinWait()")
    static final class Spins {
        void run() {
            Thread.onSpinWait();
        }
    }

    @Refused("calls java.util.concurrent.CompletableFuture.runAsync(Runnable)")
    static final class RunsAsynchronously {
        void run() {
            CompletableFuture.runAsync(() -> {});
        }
    }

    @Refused("calls java.util.concurrent.locks.LockSupport.park()")
    static final class Parks {
        void run() {
            LockSupport.park();
        }
    }

    @Refused("calls java.util.concurrent.locks.ReentrantLock.lock()")
    static final class Locks {
        void run(ReentrantLock lock) {
            lock.lock();
        }
    }

    @Refused("calls java.util.concurrent.atomic.AtomicLong.incrementAndGet()")
    static final class CountsAtomically {
        long run(AtomicLong counter) {
            return counter.incrementAndGet();
        }
    }

    @Refused("calls java.util.Timer.<init>()")
    static final class HasATimer {
        Object run() {
            return new Timer();
        }
    }

    @Refused("calls java.util.Collection.parallelStream()")
    static final class StreamsInParallel {
        long run(List<String> list) {
            return list.parallelStream().count();
        }
    }

    @Refused("calls java.util.stream.BaseStream.parallel()")
    static final class TurnsAStreamParallel {
        Object run(Stream<String> stream) {
            return stream.parallel();
        }
    }

    @Refused("calls java.util.Arrays.parallelSort(long[])")
    static final class SortsInParallel {
        void run(long[] values) {
            Arrays.parallelSort(values);
        }
    }

    @Refused("synchronizes")
    static final class Synchronizes {
        void run() {
            synchronized (this) {
                hashCode();
            }
        }
    }

    @Refused("is synchronized")
    static final class HasASynchronizedMethod {
        synchronized void run() {}
    }

    @Refused("calls java.lang.Object.wait()")
    static final class Waits {
        void run() throws InterruptedException {
            wait();
        }
    }

    @Refused("calls java.lang.Object.notifyAll()")
    static final class Notifies {
        void run() {
            notifyAll();
        }
    }

    @Refused("calls java.util.Collections.synchronizedList(List)")
    static final class WrapsInMonitors {
        Object run(List<String> list) {
            return Collections.synchronizedList(list);
        }
    }

    @Refused("calls java.lang.ThreadLocal.<init>()")
    static final class HidesStateInTheThread {
        Object run() {
            return new ThreadLocal<String>();
        }
    }

    // ---- reflection, loading, native code ----

    @Refused("calls java.lang.Class.forName(String)")
    static final class FindsAClass {
        Object run() throws ReflectiveOperationException {
            return Class.forName("x");
        }
    }

    @Refused("calls java.lang.Class.getDeclaredFields()")
    static final class Reflects {
        Object run() {
            return String.class.getDeclaredFields();
        }
    }

    @Refused("calls java.lang.Class.getResourceAsStream(String)")
    static final class ReadsAResource {
        Object run() {
            return getClass().getResourceAsStream("x");
        }
    }

    @Refused("calls java.lang.Class.getModule()")
    static final class OpensAModule {
        void run() {
            getClass().getModule().addOpens("x", getClass().getModule());
        }
    }

    @Refused("extends java.lang.ClassLoader")
    static final class LoadsClasses extends ClassLoader {}

    @Refused("calls java.util.ServiceLoader.load(Class)")
    static final class LoadsAService {
        Object run() {
            return ServiceLoader.load(Runnable.class);
        }
    }

    @Refused("calls java.lang.StackWalker.getInstance()")
    static final class WalksTheStack {
        Object run() {
            return StackWalker.getInstance();
        }
    }

    @Refused("calls java.lang.invoke.MethodHandles.lookup()")
    static final class LooksUp {
        Object run() {
            return MethodHandles.lookup();
        }
    }

    @Refused("calls java.lang.invoke.MethodHandle.invoke(")
    static final class InvokesAHandle {
        Object run(MethodHandle handle) throws Throwable {
            return handle.invoke();
        }
    }

    @Refused("is native")
    static final class IsNative {
        native void run();
    }

    @Refused("calls java.lang.System.loadLibrary(String)")
    static final class LoadsALibrary {
        void run() {
            System.loadLibrary("x");
        }
    }

    @Refused("is a finalizer")
    static final class Finalizes {
        @Override
        protected void finalize() {}
    }

    @Refused("calls java.lang.ref.Cleaner.create()")
    static final class Cleans {
        Object run() {
            return Cleaner.create();
        }
    }

    @Refused("calls java.lang.ref.WeakReference.<init>(Object)")
    static final class WatchesTheCollector {
        Object run() {
            return new WeakReference<>(this);
        }
    }

    // ---- memory that was not given ----

    @Refused("calls java.lang.foreign.MemorySegment.reinterpret(long)")
    static final class ReachesBeyondASegment {
        Object run(MemorySegment segment) {
            return segment.reinterpret(Long.MAX_VALUE);
        }
    }

    @Refused("calls java.lang.foreign.MemorySegment.ofAddress(long)")
    static final class MakesUpAnAddress {
        Object run() {
            return MemorySegment.ofAddress(0);
        }
    }

    @Refused("calls java.lang.foreign.MemorySegment.address()")
    static final class LearnsAnAddress {
        long run(MemorySegment segment) {
            return segment.address();
        }
    }

    @Refused("calls java.lang.foreign.MemorySegment.asByteBuffer()")
    static final class MakesABuffer {
        Object run(MemorySegment segment) {
            return segment.asByteBuffer();
        }
    }

    @Refused("calls java.nio.ByteBuffer.allocateDirect(int)")
    static final class AllocatesNatively {
        Object run() {
            return ByteBuffer.allocateDirect(1);
        }
    }

    @Refused("calls java.lang.foreign.MemorySegment.get(AddressLayout,long)")
    static final class FollowsAPointer {
        Object run(MemorySegment segment, AddressLayout layout) {
            return segment.get(layout, 0);
        }
    }

    @Refused("uses java.lang.foreign.ValueLayout.ADDRESS")
    static final class LaysOutPointers {
        Object run() {
            return ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_BYTE);
        }
    }

    @Refused("calls java.lang.foreign.Arena.global()")
    static final class UsesTheGlobalArena {
        Object run() {
            return Arena.global().allocate(1);
        }
    }

    @Refused("calls java.lang.foreign.Arena.ofAuto()")
    static final class UsesAnAutomaticArena {
        Object run() {
            return Arena.ofAuto();
        }
    }

    @Refused("calls java.lang.foreign.Linker.nativeLinker()")
    static final class Links {
        Object run() {
            return Linker.nativeLinker();
        }
    }

    @Refused("calls java.lang.foreign.SymbolLookup.loaderLookup()")
    static final class LooksUpSymbols {
        Object run() {
            return SymbolLookup.loaderLookup();
        }
    }

    // ---- the process, clocks, and whatever differs between two runs ----

    @Refused("calls java.lang.System.exit(int)")
    static final class Exits {
        void run() {
            System.exit(0);
        }
    }

    @Refused("calls java.lang.Runtime.getRuntime()")
    static final class Halts {
        void run() {
            Runtime.getRuntime().halt(0);
        }
    }

    @Refused("calls java.lang.ProcessBuilder.<init>(String[])")
    static final class StartsAProcess {
        Object run() throws IOException {
            return new ProcessBuilder("sh").start();
        }
    }

    @Refused("calls java.lang.System.getProperty(String)")
    static final class ReadsAProperty {
        Object run() {
            return System.getProperty("user.home");
        }
    }

    @Refused("calls java.lang.Integer.getInteger(String)")
    static final class ReadsAPropertyByAnotherName {
        Object run() {
            return Integer.getInteger("x");
        }
    }

    @Refused("calls java.lang.System.getenv(String)")
    static final class ReadsTheEnvironment {
        Object run() {
            return System.getenv("HOME");
        }
    }

    @Refused("calls java.lang.System.nanoTime()")
    static final class ReadsAClock {
        long run() {
            return System.nanoTime();
        }
    }

    @Refused("calls java.lang.System.currentTimeMillis()")
    static final class ReadsTheTimeOfDay {
        long run() {
            return System.currentTimeMillis();
        }
    }

    @Refused("calls java.time.Instant.now()")
    static final class AsksForNow {
        Object run() {
            return Instant.now();
        }
    }

    @Refused("calls java.util.Date.<init>()")
    static final class HasADate {
        Object run() {
            return new Date();
        }
    }

    @Refused("calls java.lang.Math.random()")
    static final class DrawsANumber {
        double run() {
            return Math.random();
        }
    }

    @Refused("calls java.util.Random.<init>()")
    static final class HasARandom {
        Object run() {
            return new Random();
        }
    }

    @Refused("calls java.util.SplittableRandom.<init>()")
    static final class HasASplittableRandom {
        Object run() {
            return new SplittableRandom();
        }
    }

    @Refused("calls java.util.concurrent.ThreadLocalRandom.current()")
    static final class HasTheThreadsRandom {
        Object run() {
            return ThreadLocalRandom.current();
        }
    }

    @Refused("calls java.security.SecureRandom.<init>()")
    static final class HasASecureRandom {
        Object run() {
            return new SecureRandom();
        }
    }

    @Refused("calls java.util.UUID.randomUUID()")
    static final class DrawsAUuid {
        Object run() {
            return UUID.randomUUID();
        }
    }

    @Refused("calls java.util.Collections.shuffle(List)")
    static final class Shuffles {
        void run(List<String> list) {
            Collections.shuffle(list);
        }
    }

    @Refused("calls java.lang.System.identityHashCode(Object)")
    static final class HashesIdentity {
        int run(Object object) {
            return System.identityHashCode(object);
        }
    }

    @Refused("calls java.lang.Object.hashCode()")
    static final class HashesAnObject {
        int run(Object object) {
            return object.hashCode();
        }
    }

    @Refused("calls java.lang.Enum.hashCode()")
    static final class HashesAnEnum {
        int run(Thread.State state) {
            return state.hashCode();
        }
    }

    @Refused("calls java.util.Objects.toIdentityString(Object)")
    static final class TellsIdentity {
        Object run() {
            return Objects.toIdentityString(this);
        }
    }

    @Refused("calls java.util.HashMap.<init>()")
    static final class HasAHashMap {
        Object run() {
            return new HashMap<String, String>();
        }
    }

    @Refused("calls java.util.HashMap.<init>()")
    static final class IsAHashMap extends HashMap<String, String> {}

    @Refused("calls java.util.HashSet.<init>(Collection)")
    static final class HasAHashSet {
        Object run(List<String> list) {
            return new HashSet<>(list);
        }
    }

    @Refused("calls java.util.Map.of(Object,Object)")
    static final class HasAnUnorderedMap {
        Object run() {
            return Map.of("a", "b");
        }
    }

    @Refused("calls java.util.Set.of(Object,Object)")
    static final class HasAnUnorderedSet {
        Object run() {
            return Set.of("a", "b");
        }
    }

    @Refused("calls java.lang.String.format(String,Object[])")
    static final class FormatsByTheHostsLocale {
        Object run() {
            return String.format("%d", 1);
        }
    }

    @Refused("calls java.lang.String.formatted(Object[])")
    static final class FormatsByTheHostsLocaleToo {
        Object run() {
            return "%d".formatted(1);
        }
    }

    @Refused("calls java.lang.String.toUpperCase()")
    static final class RaisesByTheHostsLocale {
        Object run(String text) {
            return text.toUpperCase();
        }
    }

    @Refused("calls java.util.Locale.getDefault()")
    static final class AsksForTheHostsLocale {
        Object run() {
            return Locale.getDefault();
        }
    }

    @Refused("calls java.lang.String.getBytes()")
    static final class EncodesByTheHostsCharset {
        Object run(String text) {
            return text.getBytes();
        }
    }

    @Refused("calls java.nio.charset.Charset.defaultCharset()")
    static final class AsksForTheHostsCharset {
        Object run() {
            return Charset.defaultCharset();
        }
    }

    @Refused("calls java.nio.ByteOrder.nativeOrder()")
    static final class AsksForTheHostsByteOrder {
        Object run() {
            return ByteOrder.nativeOrder();
        }
    }

    // ---- by a detour ----

    @Refused("refers to java.lang.System.nanoTime()")
    static final class RefersToAClock {
        Supplier<Long> run() {
            return System::nanoTime;
        }
    }

    @Refused("calls java.lang.System.nanoTime()")
    static final class ReadsAClockInALambda {
        Supplier<Long> run() {
            return () -> System.nanoTime();
        }
    }

    @Refused("calls java.lang.Throwable.getStackTrace()")
    static final class InheritsAWayOut extends RuntimeException {
        Object run() {
            return getStackTrace();
        }
    }

    @Refused("mentions java.io.IOException")
    static final class CatchesWhatItCannotCause {
        void run(AutoCloseable closeable) throws Exception {
            try {
                closeable.close();
            } catch (IOException e) {
                throw e;
            }
        }
    }

    @Refused("mentions java.lang.StackOverflowError")
    static final class SurvivesItsStack {
        void run(Runnable runnable) {
            try {
                runnable.run();
            } catch (StackOverflowError e) {
                return;
            }
        }
    }

    @Refused("mentions java.lang.Thread")
    static final class CastsToAThread {
        boolean run(Object object) {
            return object instanceof Thread;
        }
    }

    @Refused("mentions java.lang.Thread")
    static final class MakesAnArrayOfThreads {
        Object run() {
            return new Thread[1];
        }
    }

    @Refused("mentions java.lang.Runtime")
    static final class NamesTheRuntime {
        Object run() {
            return Runtime.class;
        }
    }

    @Refused("has the type java.lang.Thread")
    static final class KeepsAThread {
        Thread thread;
    }

    @Refused("it belongs neither to the program nor to the JDK")
    static final class UsesAnotherModule {
        Object run() {
            return org.junit.jupiter.api.Assertions.class;
        }
    }

    // ---- state that programs would share ----

    @Refused("is static and not final")
    static final class HasAVariable {
        static int count;
    }

    @Refused("is a static array")
    static final class HasAStaticArray {
        static final long[] TABLE = {1, 2, 3};
    }

    @Refused("is a static array")
    interface HasAnArrayConstant {
        byte[] MAGIC = {1, 2};
    }

    @Refused("is static and can change through java.util.ArrayList")
    static final class HasAStaticList {
        static final ArrayList<String> NAMES = new ArrayList<>();
    }

    @Refused("is static and can change through java.lang.foreign.MemorySegment")
    static final class HasAStaticSegment {
        static final MemorySegment SHARED = MemorySegment.ofArray(new byte[8]);
    }

    @Refused("ChangingSingleton.count")
    static final class ChangingSingleton {
        static final ChangingSingleton INSTANCE = new ChangingSingleton();

        int count;
    }

    @Refused("ChangingEnum.count")
    enum ChangingEnum {
        ONE;

        int count;
    }

    @Refused("Table.words (an array)")
    record Table(long[] words) {
        static final Table EMPTY = new Table(new long[8]);
    }
}
