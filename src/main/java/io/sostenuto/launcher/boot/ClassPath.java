package io.sostenuto.launcher.boot;

import fish.payara.micro.boot.loader.OpenURLClassLoader;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The server's modules and libraries where they are on our own class path already, as in the folder of sostenuto.zip: a
 * JVM takes classes out of an archive for that alone. The server asks its class loader for the list of its modules, and
 * gets it here; the classes themselves are its parent's.
 */
final class ClassPath extends OpenURLClassLoader {

    private ClassPath(URL... modules) {
        super(modules, ClassPath.class.getClassLoader());
    }

    /** @return nothing where the modules are not there, as in the runnable jar, which has them inside */
    static Optional<ClassLoader> of(URI jar) throws IOException {
        try (var file = new JarFile(Path.of(jar).toFile())) {
            var names = Optional.ofNullable(file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH));
            return names.map(all -> new ClassPath(Stream.of(all.split(" ")).map(jar::resolve).map(UnpackedServer::url).toArray(URL[]::new)));
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(name);
    }

    @Override
    public URL findResource(String name) {
        return null;
    }

    @Override
    public Enumeration<URL> findResources(String name) {
        return Collections.emptyEnumeration();
    }
}
