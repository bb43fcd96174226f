package io.sostenuto.launcher.archive;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which archive a Java makes, and by which options. */
class ArchiveKindTest {

    @Test
    void aJavaMakesTheBestThatItCanMakeInOneStep() {
        assertThat(ArchiveKind.of(17)).isEqualTo(ArchiveKind.CLASS_DATA);
        assertThat(ArchiveKind.of(24)).as("needs two steps for a cache").isEqualTo(ArchiveKind.CLASS_DATA);
        assertThat(ArchiveKind.of(25)).isEqualTo(ArchiveKind.AOT_CACHE);
    }

    @Test
    void eachIsReadByTheOptionThatGoesWithItsName() {
        for (var kind : ArchiveKind.values()) {
            var file = Path.of("cache", kind.fileName(1));
            assertThat(kind.writing(file)).endsWith("=" + file);
            assertThat(ArchiveKind.reading(file)).endsWith("=" + file).isNotEqualTo(kind.writing(file));
        }
        assertThat(ArchiveKind.reading(Path.of("classes-1.jsa"))).startsWith("-XX:SharedArchiveFile=");
        assertThat(ArchiveKind.reading(Path.of("classes-1.aot"))).startsWith("-XX:AOTCache=");
        assertThatThrownBy(() -> ArchiveKind.reading(Path.of("label"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void classDataIsOfNoUseWhereAUrlEscapesThePath() {
        assertThat(ArchiveKind.CLASS_DATA.isOfUseIn(Path.of("/opt/sostenuto"))).isTrue();
        assertThat(ArchiveKind.CLASS_DATA.isOfUseIn(Path.of("/opt/the product"))).isFalse();
        assertThat(ArchiveKind.AOT_CACHE.isOfUseIn(Path.of("/opt/the product"))).isTrue();
    }

    @Test
    void anotherNumberIsAnotherFile() {
        assertThat(ArchiveKind.CLASS_DATA.fileName(1)).isNotEqualTo(ArchiveKind.CLASS_DATA.fileName(2));
    }
}
