// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.spaces.Quota;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** Loads the core and its tests anew, with a bug in one class. */
class Planter extends ClassLoader {
    private final Optional<PlantedBug> bug;

    Planter(Optional<PlantedBug> bug) {
        super(Planter.class.getClassLoader());
        this.bug = bug;
    }

    /** A static method of a class of the tests, loaded anew with the core; shows also that the virtual machine takes what was planted. */
    static Method method(Optional<PlantedBug> bug, Class<?> type, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        Planter planter = new Planter(bug);
        Method method = planter.loadClass(type.getName()).getDeclaredMethod(name, parameters);
        planter.verify();
        method.setAccessible(true);
        return method;
    }

    /** Whether a run ends well. A bug may show by whatever the run stumbles over. */
    static boolean passes(Method run, Object... arguments) throws ReflectiveOperationException {
        try {
            run.invoke(null, arguments);
            return true;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).as("a bug of the test").isNotInstanceOf(LinkageError.class);
            return false;
        }
    }

    /** Shows that the virtual machine takes what was planted for a class. */
    private void verify() throws ClassNotFoundException {
        if (bug.isPresent()) {
            Class.forName(nameOf(bug.get()), true, this);
        }
    }

    /** The whole name of the class that has the bug. */
    private String nameOf(PlantedBug planted) {
        String name = Planter.class.getPackageName() + "." + planted.type();
        boolean there = getParent().getResource(name.replace('.', '/') + ".class") != null;
        return there ? name : Quota.class.getPackageName() + "." + planted.type();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = name.startsWith("dev.cordon.microhypervisor.core.")
                || name.startsWith("dev.cordon.capabilities.spaces.");
        if (!own) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    /** What is loaded in the place of a class. */
    byte[] change(String name, byte[] original) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return bug.filter(b -> b.type().equals(simple))
                .map(b -> b.plant(original))
                .orElse(original);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            byte[] code = change(name, bytes);
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
