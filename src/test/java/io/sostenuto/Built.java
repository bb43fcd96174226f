package io.sostenuto;

import java.nio.file.Path;

/** What the build has left in its folder. */
public final class Built {

    public static final Path WAR = file("sostenuto.war");
    public static final Path JAR = file("sostenuto.jar");
    public static final Path FOLDER_ZIP = file("sostenuto.zip");
    public static final Path CLIENT_JAR = file("sostenuto-client.jar");
    public static final Path STAND_IN_JAR = file("sostenuto-spotify-stand-in.jar");

    private Built() {
    }

    private static Path file(String name) {
        return Path.of(System.getProperty("test.directory")).resolveSibling(name);
    }
}
