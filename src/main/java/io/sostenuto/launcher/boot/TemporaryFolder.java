package io.sostenuto.launcher.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Each port has a folder of its own among the temporary ones, this user's and nobody else's. What a node left behind that
 * was killed is cleared away by the next one, so that it does not grow; the unpacked server stays, some 100 MB, for the
 * next start.
 */
public final class TemporaryFolder {

    private static final String PROPERTY = "java.io.tmpdir";
    private static final String LOCK = "lock";
    private static final String SERVER = "server";
    /** For as long as the process lives. */
    private static FileLock held;

    private TemporaryFolder() {
    }

    /**
     * Before the first use of a temporary file. Where it cannot be had, the plain one has to do.
     *
     * @return where the server is kept unpacked; empty where that cannot be had
     */
    public static Optional<Path> take(int port) {
        var folder = Path.of(System.getProperty(PROPERTY), "sostenuto-" + port).toAbsolutePath();
        try {
            make(folder);
            held = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE).tryLock();
            if (held != null) {
                clear(folder);
                System.setProperty(PROPERTY, folder.toString());
                return Optional.of(folder.resolve(SERVER));
            }
        } catch (IOException notOurs) {
            System.err.println("The temporary folder " + folder + " cannot be used, what is unpacked goes beside it: " + notOurs.getMessage());
        }
        return Optional.empty();
    }

    private static void make(Path folder) throws IOException {
        var isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, isPosix
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                    : new FileAttribute<?>[0]);
        } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || isPosix && !isOurs(folder)) {
            throw new IOException("it is somebody else's, or others may write to it");
        }
    }

    private static boolean isOurs(Path folder) throws IOException {
        var ours = Files.createFile(folder.resolve("whose-" + ProcessHandle.current().pid()));
        try {
            return Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ours)) && isPrivate(folder);
        } finally {
            Files.delete(ours);
        }
    }

    private static boolean isPrivate(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)).equals("rwx------");
    }

    private static void clear(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(folder.resolve(SERVER)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(folder.resolve(LOCK))) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failed) throws IOException {
                if (!directory.equals(folder)) {
                    Files.delete(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
