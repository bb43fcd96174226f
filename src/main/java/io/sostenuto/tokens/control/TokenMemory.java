package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.EarlyRenewals;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The access tokens that this node handed out last. It hands one out again while the row has not changed, and while the
 * database is away; then it counts the early renewals, too. In memory only.
 */
@ApplicationScoped
public class TokenMemory {

    private static final int REMEMBERED = 100_000;
    private static final Instant FIRST_DAY = Instant.EPOCH.plus(Duration.ofDays(1));

    private final Clocks clocks;
    private final long began;
    private final Map<SessionId, CompactToken> last = new Recent<>();
    private final Map<SessionId, EarlyRenewals> early = new Recent<>();

    /** Nearly all sessions have the same: one object for all of them. */
    private String scope;
    private Duration life;

    /** Those that came last. Which were asked for last would be written at each request, all over the heap. */
    private static final class Recent<V> extends LinkedHashMap<SessionId, V> {

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, V> eldest) {
            return size() > REMEMBERED;
        }
    }

    public TokenMemory() {
        this(Clocks.OF_THIS_MACHINE);
    }

    TokenMemory(Clocks clocks) {
        this.clocks = clocks;
        this.began = clocks.nanos().getAsLong();
    }

    /** @return when a token is over that is good for so long, by the clocks that judge what is in here */
    Moment expiry(Duration left) {
        return clocks.in(left);
    }

    /** @return the same, which is handed out now */
    synchronized TokenResult.Served remember(SessionId session, TokenResult.Served served) {
        scope = served.scope().equals(scope) ? scope : served.scope();
        life = served.life().equals(life) ? life : served.life();
        last.remove(session);
        last.put(session, new CompactToken(served, life, scope));
        return served;
    }

    Optional<TokenResult.Served> last(SessionId session) {
        return Optional.ofNullable(remembered(session)).map(kept -> kept.served(clocks));
    }

    private synchronized CompactToken remembered(SessionId session) {
        return last.get(session);
    }

    Optional<TokenResult.Served> valid(SessionId session) {
        return last(session).filter(served -> !served.expiry().isPast());
    }

    /**
     * Versions do not tell: one that the database could not store is given again.
     *
     * @return what this token has left by the monotonic clock alone, where it was handed out here: less than its row says,
     * where the database's clock was set back
     */
    Optional<Duration> leftByMonotonicClock(SessionId session, AccessToken token) {
        return last(session).filter(served -> served.stamp().isPresent())
                .filter(served -> served.token().equals(token)).map(served -> served.expiry().leftByMonotonicClock());
    }

    /** @return the version of the next token of a session whose row cannot be read */
    int nextVersion(SessionId session) {
        return last(session).map(served -> served.version() + 1).orElse(1);
    }

    /** @return how long the session has to wait for its next early renewal; zero where there was one, which is taken */
    synchronized Duration takeEarlyRenewal(SessionId session) {
        var used = early.getOrDefault(session, EarlyRenewals.UNUSED);
        var wait = used.wait(now());
        if (wait.isZero()) {
            early.put(session, used.used(now()));
        }
        return wait;
    }

    /** The monotonic clock, as an instant that only this class compares. */
    private Instant now() {
        return FIRST_DAY.plusNanos(clocks.nanos().getAsLong() - began);
    }

    synchronized void forget(@Observes SessionEnded ended) {
        last.remove(ended.session());
        early.remove(ended.session());
    }
}
