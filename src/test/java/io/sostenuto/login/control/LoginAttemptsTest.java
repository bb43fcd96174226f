package io.sostenuto.login.control;

import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class LoginAttemptsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @Test
    void whatIsWrittenIsReadUntilItsTimeIsOver() {
        var attempt = LoginAttempts.begin(AppName.DEFAULT, "streaming", Optional.of("name"), "/there", Optional.of(SessionId.random()), NOW);
        var text = LoginAttempts.write(attempt);
        assertThat(LoginAttempts.read(text, NOW.plus(Duration.ofMinutes(9)))).contains(attempt);
        assertThat(LoginAttempts.read(text, NOW.plus(Duration.ofMinutes(10)))).isEmpty();
        assertThat(LoginAttempts.read("{}", NOW)).isEmpty();
    }

    @Test
    void aLoginAtAFurtherAppIsReadAndIsNothingForANodeThatKnowsOneAppAlone() {
        var attempt = LoginAttempts.begin(new AppName("family"), "streaming user-library-read", Optional.empty(), "/", Optional.empty(), NOW);
        var text = LoginAttempts.write(attempt);
        assertThat(LoginAttempts.read(text, NOW)).contains(attempt);
        assertThat(text).as("where the release before looks for the state").doesNotContain("\"s\":");
    }

    @Test
    void aLoginThatANodeOfTheReleaseBeforeBeganIsRead() {
        var old = LoginAttempts.read("{\"s\":\"state\",\"v\":\"verifier\",\"r\":\"/there\",\"e\":" + NOW.plusSeconds(9).toEpochMilli() + "}", NOW);
        assertThat(old).isPresent();
        assertThat(LoginAttempts.matches(old.get(), List.of("state"))).isTrue();
        assertThat(old.get().name()).as("nobody else's").isEqualTo("state");
    }

    @Test
    void theSuffixTellsLoginsApartAndNobodyTheirStates() {
        var one = LoginAttempts.begin(AppName.DEFAULT, "streaming", Optional.empty(), "/", Optional.empty(), NOW);
        var other = LoginAttempts.begin(AppName.DEFAULT, "streaming", Optional.of(one.name()), "/", Optional.empty(), NOW);
        assertThat(one.suffix()).matches("-[0-9a-f]{16}").isNotEqualTo(other.suffix());
        assertThat(one.state()).doesNotContain(one.suffix().substring(1));
        assertThat(LoginAttempts.matches(one, List.of(other.state(), one.state()))).isTrue();
        assertThat(LoginAttempts.matches(one, List.of(other.state(), ""))).isFalse();
    }

    @Test
    void aLoginOfALinkIsReadAndIsNothingForANodeThatKnowsNoLinks() {
        for (var app : List.of(AppName.DEFAULT, new AppName("family"))) {
            var attempt = LoginAttempts.ofLink("link", app, "streaming", "https://app.example/linked", NOW);
            var text = LoginAttempts.write(attempt);
            assertThat(LoginAttempts.read(text, NOW)).contains(attempt);
            assertThat(attempt.replaces()).as("this browser's session stays").isEmpty();
            assertThat(text).as("where the releases before look for the state").doesNotContain("\"s\":").doesNotContain("\"i\":");
        }
    }
}
