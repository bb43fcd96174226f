package io.sostenuto.sessions;

import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.sessions.control.GrantCopies;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.RefreshToken;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.sessions.entity.SpotifyUser;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class GrantCopiesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static GrantCopy copy(String token) {
        return new GrantCopy(SessionId.random(), Optional.of(new SpotifyUser("user-1", Optional.of("Lena \"L\" Ü"))),
                "streaming user-read-email", 7, Optional.of(new RefreshToken(token)), NOW, true);
    }

    @Test
    void aCopyIsReadAsItWasWritten() {
        var copy = copy("AQ-1");
        assertThat(GrantCopies.read(GrantCopies.write(copy, NOW), Instant.MIN)).contains(copy);
        assertThat(GrantCopies.read(GrantCopies.write(copy.withoutToken(), NOW), Instant.MIN))
                .contains(copy.withoutToken());
    }

    @Test
    void whatWasSealedBeforeTheEpochOpensNothing() {
        var text = GrantCopies.write(copy("AQ-1"), NOW);
        assertThat(GrantCopies.read(text, NOW.plusSeconds(1))).isEmpty();
        assertThat(GrantCopies.read(text, NOW)).isPresent();
    }

    /** It wrote no generation beside the mark, and left the mark where the token was rotated later. */
    @Test
    void theMarkOfTheReleaseBeforeCountsOnAFirstGenerationOnly() {
        var older = GrantCopies.write(copy("AQ-1"), NOW).replaceFirst(",\"kg\":7", "");
        assertThat(older).contains("\"k\":true").doesNotContain("kg");
        assertThat(GrantCopies.read(older, Instant.MIN)).map(GrantCopy::tokenKept).contains(false);
        assertThat(GrantCopies.read(older.replace("\"g\":7", "\"g\":1"), Instant.MIN)).map(GrantCopy::tokenKept).contains(true);
        var rotated = GrantCopies.write(copy("AQ-1"), NOW).replace("\"g\":7", "\"g\":8");
        assertThat(GrantCopies.read(rotated, Instant.MIN)).map(GrantCopy::tokenKept).as("of another generation").contains(false);
    }

    @Test
    void theReleaseBeforeReadsWhatIsWritten() {
        assertThat(GrantCopies.write(copy("AQ-1"), NOW)).contains("\"k\":true");
    }

    @Test
    void textsThatAreNoneOfOursAreNothing() {
        for (var text : List.of("", "[]", "{}", "not json", "{\"s\":1}")) {
            assertThat(GrantCopies.read(text, Instant.MIN)).as(text).isEmpty();
        }
    }

    @Test
    void aTokenOf1500CharactersFitsACookie() {
        var seal = new Seal(List.of(new SealKey("k".repeat(32), SealKey.generate().bytes())));
        var value = seal.close(Purpose.SESSION_COOKIE, "", GrantCopies.write(copy("A".repeat(1500)), NOW));
        assertThat("__Host-Http-sostenuto".length() + value.length()).isLessThanOrEqualTo(4096);
    }

    @Test
    void nothingOfASecretIsPrinted() {
        var copy = copy("AQ-secret");
        assertThat(copy.toString()).doesNotContain("AQ-secret").doesNotContain(copy.session().value());
    }
}
