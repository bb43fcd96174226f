package io.sostenuto.cluster;

import io.sostenuto.Built;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The runnable jar as a later release would be: the same, with one migration more. */
final class NextRelease {

    /** It takes a while, as on a large table, before it expands; the lock for that is short. */
    static final String MIGRATION = """
            select pg_sleep(5);
            alter table grants add column of_the_next_release varchar(20);
            """;

    private NextRelease() {
    }

    /** @return the jar, made in this folder */
    static Path in(Path folder) throws IOException {
        Files.createDirectories(folder);
        var jar = Files.copy(Built.JAR, folder.resolve("next.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        var war = folder.resolve("next.war");
        try (var outer = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("compressionMethod", "STORED"))) {
            var inside = outer.getPath("MICRO-INF/deploy/ROOT.war");
            Files.copy(inside, war, StandardCopyOption.REPLACE_EXISTING);
            try (var inner = FileSystems.newFileSystem(war)) {
                Files.writeString(inner.getPath("WEB-INF/classes/db/migration/V1000__next_release.sql"), MIGRATION);
            }
            Files.copy(war, inside, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }
}
