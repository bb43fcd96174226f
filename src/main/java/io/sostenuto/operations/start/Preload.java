package io.sostenuto.operations.start;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Loads our classes at the start. A server that stops no longer loads any (seen on Payara 6.2025.10), and a refresh
 * that is under way then would be lost for want of a class.
 */
final class Preload {

    private static final Logger LOG = Logger.getLogger(Preload.class.getName());
    private static final String HERE = Preload.class.getName().replace('.', '/') + ".class";

    private Preload() {
    }

    /** Where the classes are not plain files, as on other servers, they are left to be loaded when they are needed. */
    static void everything() {
        var here = Preload.class.getClassLoader().getResource(HERE);
        if (here == null || !"file".equals(here.getProtocol())) {
            return;
        }
        var root = Path.of(URI.create(here.toString().substring(0, here.toString().length() - HERE.length())));
        try (var files = Files.walk(root.resolve("io/sostenuto"))) {
            files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .forEach(name -> load(name.substring(0, name.length() - ".class".length()).replace('/', '.')));
        } catch (IOException unreadable) {
            LOG.log(Level.FINE, "Classes are loaded when they are needed", unreadable);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, true, Preload.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError optional) {
            LOG.log(Level.FINE, "Not loaded: " + name, optional);
        }
    }
}
