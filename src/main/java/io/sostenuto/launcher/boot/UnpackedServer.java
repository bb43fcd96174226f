package io.sostenuto.launcher.boot;

import fish.payara.micro.PayaraMicro;
import fish.payara.micro.boot.loader.MainMethodRunner;
import fish.payara.micro.boot.loader.OpenURLClassLoader;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Payara Micro, as its own launcher starts it, but from a folder that outlives the process, where that may be, or from our
 * own class path, where it is there. Its domain is a fresh one in each life, and gone with a normal end: it makes that in
 * the temporary folder by itself.
 */
final class UnpackedServer {

    private static final String START = "fish.payara.micro.impl.PayaraMicroImpl";
    /** With these an operator says himself where the server is unpacked, or that it is not. */
    private static final Set<String> OTHERWISE = Set.of("--unpackdir", "--rootdir", "--nested");
    /** These need a class loader that takes jars later on; the class path does not. */
    private static final Set<String> LATER_JARS = Set.of("--addlibs", "--addjars", "--outputlauncher");

    private UnpackedServer() {
    }

    /** @param folder what of it is this process's and may be kept; else the server unpacks itself */
    static void start(Optional<Path> folder, List<String> arguments) throws IOException {
        var words = arguments.toArray(String[]::new);
        var classPath = ClassPath.of(jar());
        if (classPath.isPresent()) {
            refuseLaterJars(arguments);
            announce(jar(), Path.of(jar().resolve(".")));
            start(classPath.get(), words);
            return;
        }
        var classes = folder.filter(ours -> mayBeKept(arguments)).flatMap(UnpackedServer::classes);
        if (classes.isPresent()) {
            start(classes.get(), words);
        } else {
            PayaraMicro.main(words);
        }
    }

    private static void refuseLaterJars(List<String> arguments) {
        arguments.stream().filter(word -> LATER_JARS.contains(word.toLowerCase(Locale.ROOT))).findFirst()
                .ifPresent(word -> NoStart.because(word + " goes with java -jar sostenuto.jar only"));
    }

    /** The server's policy trusts what lies there. */
    private static void announce(URI jar, Path modules) {
        System.setProperty("fish.payara.micro.BootJar", jar.toString());
        System.setProperty("fish.payara.micro.UnpackDir", modules.toString());
    }

    private static boolean mayBeKept(List<String> arguments) {
        return arguments.stream().map(word -> word.toLowerCase(Locale.ROOT)).noneMatch(OTHERWISE::contains);
    }

    private static URI jar() {
        try {
            return UnpackedServer.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<ClassLoader> classes(Path folder) {
        try {
            var jar = jar();
            var files = ServerFiles.unpack(Path.of(jar), folder);
            announce(jar, folder);
            return Optional.of(new OpenURLClassLoader(files.stream().map(Path::toUri).map(UnpackedServer::url).toArray(URL[]::new)));
        } catch (IOException unusable) {
            System.err.println("The server cannot be kept in " + folder + ", it is unpacked anew: " + unusable);
            return Optional.empty();
        }
    }

    static URL url(URI file) {
        try {
            return file.toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void start(ClassLoader classes, String... arguments) {
        Thread.currentThread().setContextClassLoader(classes);
        try {
            new MainMethodRunner(START, arguments, "main").run();
        } catch (Exception failed) { // as PayaraMicro.main has it
            Logger.getLogger(PayaraMicro.class.getName()).log(Level.SEVERE, null, failed);
        }
    }
}
