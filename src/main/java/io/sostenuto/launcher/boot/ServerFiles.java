package io.sostenuto.launcher.boot;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The server's modules and libraries, as a folder has them unpacked. What is there already stays as it is where its size
 * and its checksum are those that the jar names; what is cut off, changed, foreign or another release's goes, and what is
 * missing comes. So it does not matter how an earlier start ended, or what else tidied that folder up.
 */
final class ServerFiles extends SimpleFileVisitor<Path> {

    private static final String ROOT = "MICRO-INF/";
    private static final Pattern NAME = Pattern.compile(ROOT + "(runtime|lib)/[^/]+");

    private final Map<Path, ZipEntry> wanted;
    private final Set<Path> folders;

    private ServerFiles(Map<Path, ZipEntry> wanted, Set<Path> folders) {
        this.wanted = wanted;
        this.folders = folders;
    }

    /** @return what classes and resources are looked for in, in the jar's order; the modules' folder is the last of them */
    static List<Path> unpack(Path jar, Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var wanted = new LinkedHashMap<Path, ZipEntry>();
            zip.stream().filter(entry -> NAME.matcher(entry.getName()).matches())
                    .forEach(entry -> wanted.put(folder.resolve(entry.getName().substring(ROOT.length())), entry));
            var modules = folder.resolve("runtime");
            var libraries = folder.resolve("lib");
            Files.createDirectories(folder);
            Files.walkFileTree(folder, new ServerFiles(wanted, Set.of(folder, modules, libraries)));
            Files.createDirectories(modules);
            Files.createDirectories(libraries);
            for (var file : wanted.entrySet()) {
                if (Files.notExists(file.getKey(), LinkOption.NOFOLLOW_LINKS)) {
                    copy(zip, file.getValue(), file.getKey());
                }
            }
            return Stream.concat(wanted.keySet().stream(), Stream.of(modules)).toList();
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile() || !isAsWanted(file, attributes.size())) {
            Files.delete(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failed) throws IOException {
        if (!folders.contains(directory)) {
            Files.delete(directory);
        }
        return super.postVisitDirectory(directory, failed);
    }

    private boolean isAsWanted(Path file, long size) throws IOException {
        var entry = wanted.get(file);
        return entry != null && entry.getSize() == size && entry.getCrc() == checksum(file);
    }

    private static long checksum(Path file) throws IOException {
        var sum = new CRC32();
        try (var content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var octets = new byte[1 << 16];
            for (var count = content.read(octets); count >= 0; count = content.read(octets)) {
                sum.update(octets, 0, count);
            }
        }
        return sum.getValue();
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        try (var content = zip.getInputStream(entry)) {
            Files.copy(content, file);
        }
    }
}
