package io.sostenuto.grants.store;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class GrantCopyTextTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static GrantCopy copy(String token) {
        return new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.of(new SpotifyUser("user-1", Optional.of("Lena \"L\" Ü"))),
                "streaming user-read-email", 7, Optional.of(new RefreshToken(token)), NOW, true);
    }

    @Test
    void aCopyIsReadAsItWasWritten() {
        var copy = copy("AQ-1");
        assertThat(GrantCopyText.read(GrantCopyText.write(copy, NOW), Instant.MIN)).contains(copy);
        assertThat(GrantCopyText.read(GrantCopyText.write(copy.withoutToken(), NOW), Instant.MIN))
                .contains(copy.withoutToken());
    }

    @Test
    void aCopyOfAFurtherAppIsReadAndIsNothingForANodeThatKnowsOneAppAlone() {
        var copy = copy("AQ-1");
        var family = new GrantCopy(copy.session(), new AppName("family"), copy.user(), copy.scope(), 7, copy.refreshToken(), NOW, true);
        var text = GrantCopyText.write(family, NOW);
        assertThat(GrantCopyText.read(text, Instant.MIN)).contains(family);
        assertThat(text).as("where the release before looks for the session").doesNotContain("\"s\":");
        assertThat(GrantCopyText.write(copy, NOW)).contains("\"s\":").doesNotContain("\"p\":");
    }

    @Test
    void whatWasSealedBeforeTheEpochOpensNothing() {
        var text = GrantCopyText.write(copy("AQ-1"), NOW);
        assertThat(GrantCopyText.read(text, NOW.plusSeconds(1))).isEmpty();
        assertThat(GrantCopyText.read(text, NOW)).isPresent();
    }

    /** It wrote no generation beside the mark, and left the mark where the token was rotated later. */
    @Test
    void theMarkOfTheReleaseBeforeCountsOnAFirstGenerationOnly() {
        var older = GrantCopyText.write(copy("AQ-1"), NOW).replaceFirst(",\"kg\":7", "");
        assertThat(older).contains("\"k\":true").doesNotContain("kg");
        assertThat(GrantCopyText.read(older, Instant.MIN)).map(GrantCopy::tokenKept).contains(false);
        assertThat(GrantCopyText.read(older.replace("\"g\":7", "\"g\":1"), Instant.MIN)).map(GrantCopy::tokenKept).contains(true);
        var rotated = GrantCopyText.write(copy("AQ-1"), NOW).replace("\"g\":7", "\"g\":8");
        assertThat(GrantCopyText.read(rotated, Instant.MIN)).map(GrantCopy::tokenKept).as("of another generation").contains(false);
    }

    @Test
    void theReleaseBeforeReadsWhatIsWritten() {
        assertThat(GrantCopyText.write(copy("AQ-1"), NOW)).contains("\"k\":true");
    }

    @Test
    void textsThatAreNoneOfOursAreNothing() {
        for (var text : List.of("", "[]", "{}", "not json", "{\"s\":1}")) {
            assertThat(GrantCopyText.read(text, Instant.MIN)).as(text).isEmpty();
        }
    }

    @Test
    void aTokenOf1500CharactersFitsACookie() {
        var seal = new Seal(List.of(new SealKey("k".repeat(32), SealKey.generate().bytes())));
        var value = seal.close(Purpose.SESSION_COOKIE, "", GrantCopyText.write(copy("A".repeat(1500)), NOW));
        assertThat("__Host-Http-sostenuto".length() + value.length()).isLessThanOrEqualTo(4096);
    }

    @Test
    void nothingOfASecretIsPrinted() {
        var copy = copy("AQ-secret");
        assertThat(copy.toString()).doesNotContain("AQ-secret").doesNotContain(copy.session().value());
    }
}
