package io.sostenuto.backends.control;

import io.sostenuto.backends.entity.Assertion;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class AssertionClaimsTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final String HERE = "https://music.example.com";

    private final AssertionClaims rules = new AssertionClaims(Set.of(HERE, HERE + "/api/oauth/token"));
    private final JwtClaims claims = new JwtClaims();

    @BeforeEach
    void good() {
        claims.setIssuer("jobs");
        claims.setSubject("jobs");
        claims.setAudience(HERE);
        claims.setJwtId("one");
        ends(300);
    }

    private void ends(long seconds) {
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + seconds));
    }

    private Optional<Assertion> check() {
        return rules.check(claims, "jobs", NOW);
    }

    @Test
    void eitherAudienceIsOurs() {
        assertThat(check()).contains(new Assertion("jobs", "one", NOW.plusSeconds(360)));
        claims.setAudience(List.of(HERE + "/api/oauth/token"));
        assertThat(check()).isPresent();
    }

    @Test
    void theAudienceIsExactlyOneOfOurs() {
        claims.setAudience(HERE, HERE + "/api/oauth/token");
        assertThat(check()).as("two of them").isEmpty();
        claims.setAudience(HERE + "/");
        assertThat(check()).as("not exactly").isEmpty();
        claims.setAudience(List.of());
        assertThat(check()).as("none of them").isEmpty();
        claims.unsetClaim("aud");
        assertThat(check()).as("none").isEmpty();
    }

    @Test
    void itEndsWithinFiveMinutesAndTheLeeway() {
        ends(350);
        assertThat(check()).as("a clock that is 50 s ahead").isPresent();
        ends(361);
        assertThat(check()).as("a clock that is more than a minute ahead").isEmpty();
        claims.setExpirationTime(NumericDate.fromSeconds(Long.MAX_VALUE));
        assertThat(check()).as("never").isEmpty();
    }

    @Test
    void theIssuerIsTheClient() {
        claims.setIssuer("shop");
        assertThat(check()).isEmpty();
        claims.unsetClaim("iss");
        assertThat(check()).isEmpty();
    }

    @Test
    void itHasANameOfItsOwnOfUpTo128Characters() {
        claims.setJwtId("x".repeat(128));
        assertThat(check()).isPresent();
        claims.setJwtId("x".repeat(129));
        assertThat(check()).isEmpty();
        claims.setJwtId("");
        assertThat(check()).isEmpty();
        claims.unsetClaim("jti");
        assertThat(check()).isEmpty();
        claims.setClaim("jti", 7);
        assertThat(check()).isEmpty();
    }

    @Test
    void theSubjectIsNamed() {
        claims.setSubject("x".repeat(255));
        assertThat(check()).isPresent();
        claims.setSubject("x".repeat(256));
        assertThat(check()).isEmpty();
        claims.setSubject("\ud83c\udfb5".repeat(255));
        assertThat(check()).as("characters beyond the first plane").isPresent();
        for (var none : new String[]{"", "a\0b", "\ud83c"}) {
            claims.setSubject(none);
            assertThat(check()).as(none).isEmpty();
        }
        claims.unsetClaim("sub");
        assertThat(check()).isEmpty();
    }
}
