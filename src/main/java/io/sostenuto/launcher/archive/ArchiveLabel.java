package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What is written beside an archive, a line each: which file it is, of which octets, for which Java and which class path.
 *
 * @param file its name
 * @param octets how many, and their checksum
 * @param java the JVM's build
 * @param classPath the folder, and a checksum of its jars' names, sizes and times: what a JVM compares
 */
record ArchiveLabel(String file, String octets, String java, String classPath) {

    private static final String NAME = "label";
    private static final int BUFFER = 1 << 16;

    static ArchiveLabel of(Path home, Path archive, String java) throws IOException {
        return new ArchiveLabel(String.valueOf(archive.getFileName()), octets(archive), java, classPath(home));
    }

    /** @return nothing where no archive was ever made */
    static Optional<ArchiveLabel> read(Path cache) throws IOException {
        var place = cache.resolve(NAME);
        if (Files.notExists(place)) {
            return Optional.empty();
        }
        var lines = new ArrayList<>(Files.readAllLines(place));
        while (lines.size() < 4) {
            lines.add(""); // is found not to fit
        }
        return Optional.of(new ArchiveLabel(lines.get(0), lines.get(1), lines.get(2), lines.get(3)));
    }

    /** Whoever starts meanwhile reads the old one or this one. */
    void write(Path cache) throws IOException {
        var draft = Files.write(cache.resolve(file + "." + NAME), List.of(file, octets, java, classPath));
        Files.move(draft, cache.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @return why a JVM of this build had better leave it aside */
    Optional<String> misfit(Path home, Path cache, String thisJava) throws IOException {
        var archive = cache.resolve(file);
        if (file.isBlank() || !Files.isRegularFile(archive) || !octets(archive).equals(octets)) {
            return Optional.of("is damaged");
        }
        if (!java.equals(thisJava)) {
            return Optional.of("was made by " + java + ", and this is " + thisJava);
        }
        return classPath(home).equals(classPath) ? Optional.empty() : Optional.of("was made for other jars, or in another folder");
    }

    private static String octets(Path archive) throws IOException {
        var sum = new CRC32();
        var buffer = new byte[BUFFER];
        try (var content = Files.newInputStream(archive)) {
            for (var count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                sum.update(buffer, 0, count);
            }
        }
        return Files.size(archive) + " " + Long.toHexString(sum.getValue());
    }

    private static String classPath(Path home) throws IOException {
        var sum = new CRC32();
        try (var files = Files.walk(home.resolve("lib"))) {
            for (var jar : files.filter(Files::isRegularFile).sorted().toList()) {
                var seconds = Files.getLastModifiedTime(jar).toMillis() / 1000;
                sum.update((home.relativize(jar) + " " + Files.size(jar) + " " + seconds + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return Long.toHexString(sum.getValue()) + " " + home.toRealPath();
    }
}
