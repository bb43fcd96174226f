package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.web.entity.Problem;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How an attempt to renew ended, for everybody who waited for it. */
public sealed interface Renewal {

    /** @return what the function for this kind makes of it: who adds a kind has to say everywhere what becomes of it */
    <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
               Function<Overtaken, T> overtaken, Function<Ended, T> ended);

    /** There is a new access token. */
    record Renewed(Snapshot snapshot, AccessToken token) implements Renewal {
        @Override
        public <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
                          Function<Overtaken, T> overtaken, Function<Ended, T> ended) {
            return renewed.apply(this);
        }
    }

    /** Nothing changed but, perhaps, the refresh token; the session is kept. */
    record Kept(Problem problem, Duration retryAfter, Optional<Snapshot> changed) implements Renewal {
        @Override
        public <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
                          Function<Overtaken, T> overtaken, Function<Ended, T> ended) {
            return kept.apply(this);
        }
    }

    /** Spotify no longer accepts the newest generation. */
    record GrantRefused(SuspensionReason reason) implements Renewal {
        @Override
        public <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
                          Function<Overtaken, T> overtaken, Function<Ended, T> ended) {
            return refused.apply(this);
        }
    }

    /** Another attempt or another copy was faster; the row is as it is now. */
    record Overtaken(Snapshot now) implements Renewal {
        @Override
        public <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
                          Function<Overtaken, T> overtaken, Function<Ended, T> ended) {
            return overtaken.apply(this);
        }
    }

    /** The session ended meanwhile. */
    record Ended() implements Renewal {
        @Override
        public <T> T fold(Function<Renewed, T> renewed, Function<Kept, T> kept, Function<GrantRefused, T> refused,
                          Function<Overtaken, T> overtaken, Function<Ended, T> ended) {
            return ended.apply(this);
        }
    }
}
