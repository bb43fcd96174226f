package io.sostenuto.tokens.entity;

import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.sessions.entity.Suspension;

import java.time.Duration;
import java.util.Optional;

/** How an attempt to renew ended, for everybody who waited for it. */
public sealed interface Renewal {

    /** There is a new access token. */
    record Renewed(Snapshot snapshot, AccessToken token) implements Renewal {
    }

    /** Nothing changed but, perhaps, the refresh token; the session is kept. */
    record Kept(Problem problem, Duration retryAfter, Optional<Snapshot> changed) implements Renewal {
    }

    /** Spotify no longer accepts the newest generation. */
    record Refused(Suspension reason) implements Renewal {
    }

    /** Another attempt or another copy was faster; the row is as it is now. */
    record Overtaken(Snapshot now) implements Renewal {
    }

    /** The session ended meanwhile. */
    record Ended() implements Renewal {
    }
}
