// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Loads all of Cordon anew, with one class changed. */
final class MutantLoader extends ClassLoader {
    private static final String OURS = "dev.cordon.";

    private final String changed;
    private final UnaryOperator<byte[]> change;

    /** A loader in which the class of a name is what {@code change} makes of it. */
    MutantLoader(String changed, UnaryOperator<byte[]> change) {
        super(MutantLoader.class.getClassLoader());
        this.changed = changed;
        this.change = change;
    }

    /** A machine of this loader's classes. */
    @SuppressWarnings("unchecked") // the class is what it is here, too
    BiFunction<MemorySegment, Arena, MemorySegment> machine() throws ReflectiveOperationException {
        var constructor = loadClass(OurMachine.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (BiFunction<MemorySegment, Arena, MemorySegment>) constructor.newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] code = read(name);
        byte[] defined = name.equals(changed) ? change.apply(code) : code;
        return defineClass(name, defined, 0, defined.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
        ClassLoader parent = Objects.requireNonNull(getParent());
        try (InputStream stream = parent.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
