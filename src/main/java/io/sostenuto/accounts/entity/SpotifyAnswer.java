package io.sostenuto.accounts.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.settings.entity.AppName;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What Spotify's token endpoint answered, in our words. Only {@link InvalidGrant} says anything about the grant.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749 section 5</a>
 */
public sealed interface SpotifyAnswer {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
               Function<RateLimited, T> limited, Function<Unavailable, T> unavailable, Function<Unanswered, T> unanswered,
               Function<Garbled, T> garbled);

    /** An access token; a refresh token only where Spotify issued one, a scope only where it named one. */
    record Issued(AccessToken accessToken, Duration life, Optional<String> scope,
                  Optional<RefreshToken> refreshToken) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return issued.apply(this);
        }
    }

    /** {@code invalid_grant}. What Spotify {@code said} about it is a hint for people, never a decision. */
    record InvalidGrant(SuspensionReason said) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return invalid.apply(this);
        }
    }

    /** The app itself is refused; {@code code} is the OAuth error, or says for the log that there is no such app here. */
    record Misconfigured(String code) implements SpotifyAnswer {

        /** @return what a grant meets whose app is not configured any more */
        public static Misconfigured noSuch(AppName app) {
            return new Misconfigured("spotify.apps has no " + app);
        }

        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return wrong.apply(this);
        }
    }

    /** 429, or the wait after one. */
    record RateLimited(Duration pause) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return limited.apply(this);
        }
    }

    /** No answer, and none can come any more, or one that says that there is none; {@code why} is ours, for the log. */
    record Unavailable(String why) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return unavailable.apply(this);
        }
    }

    /** Nothing was heard until the deadline, and the request may be at Spotify. {@code late} is what comes yet; it does not fail. */
    record Unanswered(CompletionStage<SpotifyAnswer> late) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return unanswered.apply(this);
        }
    }

    /** An answer that cannot be used; a refresh token in it counts all the same. */
    record Garbled(String why, Optional<RefreshToken> refreshToken) implements SpotifyAnswer {
        @Override
        public <T> T fold(Function<Issued, T> issued, Function<InvalidGrant, T> invalid, Function<Misconfigured, T> wrong,
                          Function<RateLimited, T> limited, Function<Unavailable, T> unavailable,
                          Function<Unanswered, T> unanswered, Function<Garbled, T> garbled) {
            return garbled.apply(this);
        }
    }
}
