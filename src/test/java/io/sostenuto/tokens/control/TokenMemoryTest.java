package io.sostenuto.tokens.control;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RowStamp;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.tokens.entity.TokenResult;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class TokenMemoryTest {

    private static final Instant BY = Instant.parse("2027-05-01T10:11:12.345Z");

    private final FakeClocks clocks = new FakeClocks();
    private final TokenMemory memory = new TokenMemory(clocks.both);

    @Test
    void whatIsRememberedIsWhatWasHandedOut() {
        var session = SessionId.random();
        var served = served("first", Duration.ofHours(1), "streaming", 3, Optional.of(new RowStamp(7, true, 42, 11L)));
        memory.remember(session, served);
        assertThat(memory.last(session)).contains(served);
        assertThat(memory.valid(session)).contains(served);
        assertThat(memory.nextVersion(session)).isEqualTo(4);
    }

    @Test
    void whatSessionsShareIsNotWhereTheyDiffer() {
        var sessions = new SessionId[]{SessionId.random(), SessionId.random(), SessionId.random()};
        var tokens = new TokenResult.Served[]{served("a", Duration.ofHours(1), "streaming", 1),
                served("b", Duration.ofSeconds(90), "streaming user-read-email", 1),
                served("c", Duration.ofHours(1), "streaming", 1)};
        for (var i = 0; i < sessions.length; i++) {
            memory.remember(sessions[i], tokens[i]);
        }
        for (var i = 0; i < sessions.length; i++) {
            assertThat(memory.last(sessions[i])).contains(tokens[i]);
        }
    }

    @Test
    void theSessionThatCameFirstIsForgottenFirstOnceThereAreTooMany() {
        var first = SessionId.random();
        var second = SessionId.random();
        var served = served("one for all", Duration.ofHours(1), "streaming", 1);
        memory.remember(first, served);
        memory.remember(second, served);
        memory.remember(first, served); // it comes last now
        for (var i = 0; i < 99_999; i++) {
            memory.remember(SessionId.random(), served);
        }
        assertThat(memory.last(first)).isPresent();
        assertThat(memory.last(second)).isEmpty();
    }

    @Test
    void anEndedSessionIsForgotten() {
        var session = SessionId.random();
        memory.remember(session, served("gone", Duration.ofHours(1), "streaming", 1));
        memory.forget(new SessionEnded(GrantCopy.unknown(session, BY), EndReason.LOGOUT));
        assertThat(memory.last(session)).isEmpty();
    }

    @Test
    void aTokenThatEndedWhileTheMachineSleptIsNotValid() {
        var session = SessionId.random();
        memory.remember(session, served("asleep", Duration.ofHours(1), "streaming", 1));
        clocks.sleep(Duration.ofHours(2));
        assertThat(memory.valid(session)).isEmpty();
    }

    @Test
    void aTokenLivesNoLongerForAClockThatIsSetBack() {
        var session = SessionId.random();
        memory.remember(session, served("set back", Duration.ofHours(1), "streaming", 1, Optional.of(new RowStamp(1, false, 0, 0))));
        clocks.turn(Duration.ofHours(-2));
        clocks.pass(Duration.ofMinutes(50));
        assertThat(memory.leftByMonotonicClock(session, new AccessToken("set back"))).contains(Duration.ofMinutes(10));
        assertThat(memory.leftByMonotonicClock(session, new AccessToken("another"))).as("another token").isEmpty();
        clocks.pass(Duration.ofMinutes(10));
        assertThat(memory.valid(session)).isEmpty();
    }

    @Test
    void earlyRenewalsCountByTheMonotonicClock() {
        var session = SessionId.random();
        for (var use = 0; use < 10; use++) {
            assertThat(memory.takeEarlyRenewal(session)).isZero();
        }
        clocks.turn(Duration.ofHours(2));
        assertThat(memory.takeEarlyRenewal(session)).isEqualTo(Duration.ofMinutes(1));
        clocks.turn(Duration.ofHours(-4));
        assertThat(memory.takeEarlyRenewal(session)).isEqualTo(Duration.ofMinutes(1));
        clocks.pass(Duration.ofMinutes(1));
        assertThat(memory.takeEarlyRenewal(session)).isZero();
    }

    @Test
    void whatIsRememberedDoesNotShowTheToken() {
        var token = served("very-secret", Duration.ofHours(1), "streaming", 1);
        assertThat(new CompactToken(token, Duration.ofHours(1), "streaming").toString()).doesNotContain("secret");
        assertThat(token.toString()).doesNotContain("secret");
    }

    private TokenResult.Served served(String token, Duration life, String scope, int version) {
        return served(token, life, scope, version, Optional.empty());
    }

    private TokenResult.Served served(String token, Duration life, String scope, int version, Optional<RowStamp> stamp) {
        return new TokenResult.Served(new AccessToken(token), memory.expiry(life), life, scope, version, BY, Optional.empty(), stamp);
    }
}
