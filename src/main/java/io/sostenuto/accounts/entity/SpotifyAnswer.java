package io.sostenuto.accounts.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SuspensionReason;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What Spotify's token endpoint answered, in our words. Only {@link InvalidGrant} says anything about the grant.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749 section 5</a>
 */
public sealed interface SpotifyAnswer {

    /** An access token; a refresh token only where Spotify issued one, a scope only where it named one. */
    record Issued(AccessToken accessToken, Duration life, Optional<String> scope,
                  Optional<RefreshToken> refreshToken) implements SpotifyAnswer {
    }

    /** {@code invalid_grant}. What Spotify {@code said} about it is a hint for people, never a decision. */
    record InvalidGrant(SuspensionReason said) implements SpotifyAnswer {
    }

    /** Spotify refused the application itself; {@code code} is the OAuth error. */
    record Misconfigured(String code) implements SpotifyAnswer {
    }

    /** 429, or the wait after one. */
    record RateLimited(Duration pause) implements SpotifyAnswer {
    }

    /** No answer, and none can come any more, or one that says that there is none; {@code why} is ours, for the log. */
    record Unavailable(String why) implements SpotifyAnswer {
    }

    /** Nothing was heard until the deadline, and the request may be at Spotify. {@code late} is what comes yet; it does not fail. */
    record Unanswered(CompletionStage<SpotifyAnswer> late) implements SpotifyAnswer {
    }

    /** An answer that cannot be used; a refresh token in it counts all the same. */
    record Garbled(String why, Optional<RefreshToken> refreshToken) implements SpotifyAnswer {
    }
}
