package io.sostenuto.launcher.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Before a node starts: says on the standard output by which option its JVM gets the folder's archive, or why not, on the other. */
public final class ArchiveCheck {

    private ArchiveCheck() {
    }

    /** @param words the folder */
    public static void main(String... words) {
        var home = Path.of(words[0]);
        var cache = home.resolve("cache");
        try {
            var label = ArchiveLabel.read(cache);
            var misfit = label.isPresent() ? label.get().misfit(home, cache, ThisJava.build()) : Optional.<String>empty();
            if (misfit.isPresent()) {
                say(cache, misfit.get());
            } else if (label.isPresent()) {
                System.out.println(ArchiveKind.reading(cache.resolve(label.get().file())));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            say(cache, "cannot be read: " + unreadable.getMessage());
        }
    }

    private static void say(Path cache, String misfit) {
        System.err.println("The archive of classes in " + cache + " " + misfit
                + ". The node starts without it; bin/sostenuto build makes it anew.");
    }
}
