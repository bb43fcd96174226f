package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.web.entity.Problem;

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
    record Refused(SuspensionReason reason) implements Renewal {
    }

    /** Another attempt or another copy was faster; the row is as it is now. */
    record Overtaken(Snapshot now) implements Renewal {
    }

    /** The session ended meanwhile. */
    record Ended() implements Renewal {
    }
}
