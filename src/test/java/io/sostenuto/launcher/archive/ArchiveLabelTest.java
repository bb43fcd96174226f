package io.sostenuto.launcher.archive;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether an archive fits. */
class ArchiveLabelTest {

    private static final String JAVA = "a JVM 17.0.15+6";

    @TempDir
    private Path root;
    private Path home;
    private Path cache;
    private Path archive;
    private Path jar;

    @BeforeEach
    void build() throws IOException {
        home = root.resolve("sostenuto");
        cache = Files.createDirectories(home.resolve("cache"));
        jar = Files.writeString(Files.createDirectories(home.resolve("lib/server")).resolve("kernel.jar"), "a kernel");
        archive = Files.writeString(cache.resolve("classes-1.jsa"), "classes of that kernel");
        ArchiveLabel.of(home, archive, JAVA).write(cache);
    }

    private Optional<String> misfit(Path where, String java) throws IOException {
        return ArchiveLabel.read(where.resolve("cache")).orElseThrow().misfit(where, where.resolve("cache"), java);
    }

    @Test
    void itFitsTheJavaAndTheFolderThatItWasMadeIn() throws IOException {
        assertThat(misfit(home, JAVA)).isEmpty();
        assertThat(ArchiveLabel.read(cache)).hasValueSatisfying(label -> assertThat(label.file()).isEqualTo("classes-1.jsa"));
    }

    @Test
    void whereNoneWasMadeThereIsNoLabel() throws IOException {
        assertThat(ArchiveLabel.read(root)).isEmpty();
    }

    @Test
    void itDoesNotFitAnotherJava() throws IOException {
        assertThat(misfit(home, "a JVM 17.0.16+1")).hasValueSatisfying(why -> assertThat(why).contains("17.0.15+6", "17.0.16+1"));
    }

    @Test
    void oneThatIsCutOffOrChangedOrGoneIsDamaged() throws IOException {
        for (var content : new String[]{"classes of that ker", "Classes of that kernel", ""}) {
            Files.writeString(archive, content);
            assertThat(misfit(home, JAVA)).as(content).contains("is damaged");
        }
        Files.delete(archive);
        assertThat(misfit(home, JAVA)).contains("is damaged");
    }

    @Test
    void aLabelThatIsCutOffFitsNothing() throws IOException {
        var label = cache.resolve("label");
        var whole = Files.readString(label);
        for (var length = 0; length < whole.length() - 1; length++) {
            Files.writeString(label, whole.substring(0, length));
            assertThat(misfit(home, JAVA)).as(whole.substring(0, length)).isPresent();
        }
    }

    @Test
    void itDoesNotFitOtherJars() throws IOException {
        var time = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + 2000));
        assertThat(misfit(home, JAVA)).as("another time").isPresent();
        Files.writeString(jar, "another kernel");
        Files.setLastModifiedTime(jar, time);
        assertThat(misfit(home, JAVA)).as("another size").isPresent();
        Files.writeString(jar, "a kernel");
        Files.setLastModifiedTime(jar, time);
        assertThat(misfit(home, JAVA)).as("as it was").isEmpty();
        Files.writeString(home.resolve("lib/more.jar"), "");
        assertThat(misfit(home, JAVA)).as("one more").isPresent();
    }

    @Test
    void itDoesNotFitAnotherFolder() throws IOException {
        var moved = Files.move(home, root.resolve("moved"));
        assertThat(misfit(moved, JAVA)).hasValueSatisfying(why -> assertThat(why).contains("folder"));
    }

    @Test
    void itIsTheSameFolderThroughALink() throws IOException {
        assertThat(misfit(Files.createSymbolicLink(root.resolve("current"), home), JAVA)).isEmpty();
    }
}
