package io.sostenuto.tokens.control;

import io.sostenuto.sessions.control.GrantTokens;
import io.sostenuto.sessions.entity.GrantCopy;
import io.sostenuto.sessions.entity.Problem;
import io.sostenuto.sessions.entity.Snapshot;
import io.sostenuto.tokens.entity.Presented;
import io.sostenuto.tokens.entity.Renewal;
import io.sostenuto.tokens.entity.SpotifyAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Step 5 of a token request: one refresh token is presented. No transaction is open while Spotify is asked. */
@ApplicationScoped
public class Attempt {

    private static final Logger LOG = Logger.getLogger(Attempt.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE_TOLD = Duration.ofMinutes(1);

    private final SpotifyTokens spotify;
    private final Incidents incidents;
    private final GrantTokens tokens;
    private final Settlement settlement;
    private final Refused refused;
    private final Outcomes outcomes;

    @Inject
    public Attempt(SpotifyTokens spotify, Incidents incidents, GrantTokens tokens, Settlement settlement, Refused refused,
                   Outcomes outcomes) {
        this.spotify = spotify;
        this.incidents = incidents;
        this.tokens = tokens;
        this.settlement = settlement;
        this.refused = refused;
        this.outcomes = outcomes;
    }

    protected Attempt() {
        this.spotify = null;
        this.incidents = null;
        this.tokens = null;
        this.settlement = null;
        this.refused = null;
        this.outcomes = null;
    }

    /** @return why this grant must not be presented now, if it must not */
    Optional<Renewal> held(Snapshot seen) {
        return incidents.holds(seen.grant().inIncident())
                .map(pause -> new Renewal.Kept(Problem.SPOTIFY_UNAVAILABLE, told(pause), Optional.empty()));
    }

    /** @param fence of the lease that this attempt holds; @param early whether it is not due yet */
    CompletionStage<Renewal> present(Snapshot seen, long fence, boolean early) {
        var token = tokens.refreshToken(seen.grant());
        if (token.isEmpty()) {
            LOG.log(Level.SEVERE, "Session {0}: its refresh token does not open: a key of sostenuto.seal-keys is missing",
                    seen.grant().id());
            return settlement.kept(new Presented(seen, fence, null, early), Problem.BROKER_MISCONFIGURED, RETRY, "no key");
        }
        var presented = new Presented(seen, fence, token.get(), early);
        return spotify.refresh(token.get()).thenCompose(answer -> settle(presented, answer));
    }

    private CompletionStage<Renewal> settle(Presented presented, SpotifyAnswer answer) {
        if (answer instanceof SpotifyAnswer.Issued issued) {
            return settlement.renewed(presented, issued);
        } else if (answer instanceof SpotifyAnswer.InvalidGrant invalid) {
            return refused.settle(presented, invalid.said());
        } else if (answer instanceof SpotifyAnswer.Garbled garbled) {
            return settlement.garbled(presented, garbled, RETRY);
        } else if (answer instanceof SpotifyAnswer.Misconfigured wrong) {
            LOG.log(Level.SEVERE, "Spotify refuses the application itself ({0}): check spotify.client-id,"
                    + " spotify.client-secret and the app at Spotify", wrong.code());
            return settlement.kept(presented, Problem.BROKER_MISCONFIGURED, RETRY, wrong.code());
        } else if (answer instanceof SpotifyAnswer.RateLimited limited) {
            return settlement.kept(presented, Problem.SPOTIFY_RATE_LIMITED, told(limited.pause()), "HTTP 429");
        }
        return settlement.kept(presented, Problem.SPOTIFY_UNAVAILABLE, RETRY, ((SpotifyAnswer.Unavailable) answer).why());
    }

    /**
     * A refresh while the database is away, from the cookie alone: only for a grant that Spotify does not rotate, so
     * that several nodes may present the same token.
     */
    CompletionStage<SpotifyAnswer> presentCopy(GrantCopy copy) {
        return spotify.refresh(copy.refreshToken().orElseThrow()).thenApply(answer -> {
            if (answer instanceof SpotifyAnswer.InvalidGrant invalid) {
                refused.copy(copy, invalid.said());
            }
            return outcomes.counted(answer instanceof SpotifyAnswer.Issued ? "renewed" : Problem.STORAGE_UNAVAILABLE.code(),
                    answer);
        });
    }

    private static Duration told(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE_TOLD) > 0 ? LONGEST_PAUSE_TOLD : pause;
    }
}
