package io.sostenuto.grants.entity.row;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the last refresh of a grant brought no new refresh token: only then may it be presented without a lease. */
class GrantRowTest {

    private static final Optional<String> SEALED = Optional.of("k1.sealed");

    private static GrantRow grant(int generation, boolean tokenKept) {
        return new GrantRow(new GrantCopy(SessionId.random(), AppName.DEFAULT, Optional.empty(), "streaming", generation,
                Optional.of(new RefreshToken("AQ")), Instant.EPOCH, tokenKept));
    }

    private static void rotate(GrantRow grant) {
        grant.advance(new SealedTokens(grant.generation() + 1, SEALED, SEALED, SEALED));
    }

    @Test
    void aTokenIsKeptFromARefreshThatBringsNoneToOneThatDoes() {
        var grant = grant(1, false);
        assertThat(grant.tokenKept()).as("nothing is known after a login").isFalse();
        grant.keepToken(1);
        assertThat(grant.tokenKept()).isTrue();
        rotate(grant);
        assertThat(grant.tokenKept()).as("rotated").isFalse();
        grant.keepToken(2);
        assertThat(grant.tokenKept()).as("kept again").isTrue();
    }

    @Test
    void aRefreshOfAnOlderGenerationSaysNothingOfTheNewerOne() {
        var grant = grant(1, false);
        rotate(grant); // healed by another copy, while the first generation was on its way
        grant.keepToken(1);
        assertThat(grant.tokenKept()).isFalse();
    }

    @Test
    void aRowTakesTheMarkOfTheCopyThatBringsItBack() {
        assertThat(grant(5, true).tokenKept()).isTrue();
        assertThat(grant(5, false).tokenKept()).isFalse();
    }

    /** It keeps the mark when it stores a rotated token, and knows nothing of the generation that the mark is about. */
    @Test
    void theMarkOfTheReleaseBeforeCountsOnAFirstGenerationOnly() throws ReflectiveOperationException {
        var never = grant(1, false);
        mark(never);
        assertThat(never.tokenKept()).as("a first generation was never rotated").isTrue();

        var before = grant(3, false);
        mark(before);
        assertThat(before.tokenKept()).as("no node of this release has written it").isFalse();

        var mixed = grant(3, true);
        mixed.sealAnew(new SealedTokens(4, SEALED, SEALED, SEALED)); // as an older node rotates it
        assertThat(mixed.tokenKept()).as("an older node has rotated it since").isFalse();
    }

    private static void mark(GrantRow grant) throws ReflectiveOperationException {
        Field field = GrantRow.class.getDeclaredField("tokenKept");
        field.setAccessible(true);
        field.set(grant, true);
    }

    @Test
    void aChangeOfACopyLeavesTheRowAsItWas() {
        var grant = grant(1, false);
        grant.hold("k1.sealed");
        var copy = grant.under(7);
        rotate(copy);
        copy.issue("k1.access", Instant.EPOCH, Duration.ofHours(1), "streaming");
        copy.keepToken(2);
        copy.suspend(SuspensionReason.REVOKED, Instant.EPOCH, false);
        assertThat(grant.generation()).isEqualTo(1);
        assertThat(grant.sealed().accessToken()).isEmpty();
        assertThat(grant.version()).isZero();
        assertThat(grant.tokenKept()).isFalse();
        assertThat(grant.isUsable()).isTrue();
        assertThat(copy.isUsable()).isFalse();
    }
}
