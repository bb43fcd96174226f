package io.sostenuto.tokens.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RowStamp;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.web.entity.Problem;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What the {@code TokenManager} decided. */
public sealed interface TokenResult {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Served, T> served, Function<Refused, T> refused);

    /** @return the grant for a new session cookie, where the one that was sent is out of date */
    Optional<GrantCopy> cookie();

    /**
     * An access token to hand out, good until {@code expiry}.
     *
     * @param life  the whole one that it had when it was issued
     * @param stamp of the row that it came from; none where the row could not be read
     */
    record Served(AccessToken token, Moment expiry, Duration life, String scope, int version, Instant reauthorizeBy,
                  Optional<GrantCopy> cookie, Optional<RowStamp> stamp) implements TokenResult {
        @Override
        public <T> T fold(Function<Served, T> served, Function<Refused, T> refused) {
            return served.apply(this);
        }
    }

    /** No token: why, when to ask again, and what Spotify's refusal meant. */
    record Refused(Problem problem, Optional<Duration> retryAfter, Optional<SuspensionReason> reason,
                   Optional<GrantCopy> cookie) implements TokenResult {
        @Override
        public <T> T fold(Function<Served, T> served, Function<Refused, T> refused) {
            return refused.apply(this);
        }

        public static Refused of(Problem problem) {
            return new Refused(problem, Optional.empty(), Optional.empty(), Optional.empty());
        }

        public static Refused until(Problem problem, Duration retryAfter) {
            return new Refused(problem, Optional.of(retryAfter), Optional.empty(), Optional.empty());
        }
    }
}
