package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.AccessToken;
import io.sostenuto.sessions.entity.Grant;
import io.sostenuto.sessions.entity.SessionEnded;
import io.sostenuto.sessions.entity.SessionId;
import io.sostenuto.tokens.entity.Deadline;
import io.sostenuto.tokens.entity.TokenResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The access tokens that this node handed out last, for the time when the database is away. In memory only. */
@ApplicationScoped
public class Handed {

    private static final int REMEMBERED = 100_000;

    private final Map<SessionId, TokenResult.Served> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, TokenResult.Served> eldest) {
            return size() > REMEMBERED;
        }
    };

    synchronized void remember(SessionId session, TokenResult.Served served) {
        last.put(session, new TokenResult.Served(served.token(), served.expiry(), served.scope(), served.version(),
                served.reauthorizeBy(), Optional.empty()));
    }

    synchronized Optional<TokenResult.Served> valid(SessionId session) {
        return Optional.ofNullable(last.get(session)).filter(served -> !served.expiry().isPast());
    }

    /** @return the version of the next token of a session whose row cannot be read */
    synchronized int nextVersion(SessionId session) {
        return Optional.ofNullable(last.get(session)).map(served -> served.version() + 1).orElse(1);
    }

    synchronized void forget(@Observes SessionEnded ended) {
        last.remove(ended.session());
    }

    static TokenResult.Served served(AccessToken token, Duration left, Grant grant) {
        return new TokenResult.Served(token, Deadline.in(left), grant.scope(), grant.version(), grant.reauthorizeBy(),
                Optional.empty());
    }

    static TokenResult.Served served(AccessToken token, Duration left, String scope, int version, Instant authorizedAt) {
        return new TokenResult.Served(token, Deadline.in(left), scope, version,
                authorizedAt.plus(Grant.REAUTHORIZE_AFTER), Optional.empty());
    }
}
