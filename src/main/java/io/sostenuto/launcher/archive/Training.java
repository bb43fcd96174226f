package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node's short day: it starts, somebody logs in, renews, asks for tokens, is refused and logs out, and it is told to end.
 * What the JVM then keeps becomes the folder's archive. Nothing is called but this machine.
 */
public final class Training {

    /** As many as a session may have at once before they are due. */
    private static final int RENEWALS = 10;
    private static final int HOT_TOKENS = 500;
    private static final long MEBIBYTE = 1 << 20;

    private final Path home;
    private final List<Path> options;
    private final Progress progress;

    private Training(Path home, List<Path> options, Progress progress) {
        this.home = home;
        this.options = options;
        this.progress = progress;
    }

    /** @param words the folder, then the files of its JVM's options */
    public static void main(String... words) {
        try {
            new Training(Path.of(words[0]), Stream.of(words).skip(1).map(Path::of).toList(), new Progress(System.out, System::nanoTime)).build();
        } catch (IOException | InterruptedException failed) {
            System.out.println();
            System.err.println("No archive was made, and the old one stays, where there was one: " + failed.getMessage());
            System.exit(1);
        }
    }

    private void build() throws IOException, InterruptedException {
        var kind = ArchiveKind.of(Runtime.version().feature());
        if (!kind.isOfUseIn(home.toRealPath())) {
            throw new IOException("Java " + Runtime.version() + " finds no class of an archive in a folder whose path has a blank, or"
                    + " another character that a URL escapes. Move " + home + ", or use Java 25.");
        }
        var cache = Files.createDirectories(home.resolve("cache"));
        var archive = cache.resolve(kind.fileName(System.currentTimeMillis()));
        var folder = Files.createTempDirectory("sostenuto-training");
        progress.say("A node is trained with Java " + Runtime.version() + ", against a Spotify of its own:");
        try {
            train(kind, archive, folder);
            if (Files.notExists(archive)) {
                throw new IOException("this Java wrote none");
            }
            ArchiveLabel.of(home, archive, ThisJava.build()).write(cache);
            clear(cache, archive);
            progress.say(home.relativize(archive) + " has " + Files.size(archive) / MEBIBYTE + " MiB. Start with "
                    + home.resolve("bin/sostenuto") + "; build again after a new release or a new Java.");
        } finally {
            delete(folder);
        }
    }

    private void train(ArchiveKind kind, Path archive, Path folder) throws IOException, InterruptedException {
        var jvm = new ArrayList<>(JvmOptions.of(options, Optional.ofNullable(System.getenv("JAVA_OPTS"))));
        jvm.add(kind.writing(archive));
        try (var spotify = TrainingSpotify.start();
             var node = TrainedNode.start(home.resolve("lib/sostenuto.jar"), jvm, folder, spotify.url())) {
            try {
                live(node);
            } catch (IOException failed) {
                Files.deleteIfExists(archive); // a node that gave up has written one, too
                throw new IOException(failed.getMessage() + System.lineSeparator() + node.log(), failed);
            }
        }
    }

    private void live(TrainedNode node) throws IOException, InterruptedException {
        var listener = new TrainingListener(node.url());
        progress.step("it starts and is ready", node::awaitReady);
        progress.step("a login", () -> {
            listener.login();
            listener.get(200, "/api/session");
        });
        progress.step(RENEWALS + " renewals", () -> {
            for (var version = 1; version <= RENEWALS; version++) {
                listener.post(200, "/api/token?newerThan=" + version);
            }
        });
        progress.step(HOT_TOKENS + " tokens at hand", () -> {
            for (var count = 0; count < HOT_TOKENS; count++) {
                listener.post(200, "/api/token");
            }
        });
        progress.step("a refusal and a logout", () -> {
            new TrainingListener(node.url()).post(401, "/api/token");
            listener.post(204, "/api/logout");
        });
        progress.step("it ends, and the JVM writes the archive", node::stop);
    }

    /** Archives of before, and what a training has left that was killed. */
    private static void clear(Path cache, Path archive) throws IOException {
        try (var files = Files.newDirectoryStream(cache, "classes-*")) {
            for (var file : files) {
                if (!file.equals(archive)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
