package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.RowStamp;
import io.sostenuto.storage.time.Clocks;
import io.sostenuto.storage.time.Moment;
import io.sostenuto.tokens.entity.TokenResult;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that was handed out and the stamp of its row, in one object instead of six: these are most of what a node keeps in
 * memory. It is no record, because the text of a record would show the token.
 */
final class CompactToken {

    private final String token;
    private final long expiryMillis;
    private final long expiryNanos;
    private final Duration life;
    private final String scope;
    private final int version;
    private final long reauthorizeBy;
    private final RowStamp stamp;

    /** @param life as the token's, one object for all who have the same, and so the scope */
    CompactToken(TokenResult.Served served, Duration life, String scope) {
        token = served.token().value();
        expiryMillis = served.expiry().millis();
        expiryNanos = served.expiry().nanos();
        this.life = life;
        this.scope = scope;
        version = served.version();
        reauthorizeBy = served.reauthorizeBy().toEpochMilli();
        stamp = served.stamp().orElse(null);
    }

    TokenResult.Served served(Clocks clocks) {
        var expiry = new Moment(clocks, expiryMillis, expiryNanos);
        return new TokenResult.Served(new AccessToken(token), expiry, life, scope, version,
                Instant.ofEpochMilli(reauthorizeBy), Optional.empty(), Optional.ofNullable(stamp));
    }
}
