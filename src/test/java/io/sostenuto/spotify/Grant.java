package io.sostenuto.spotify;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What one consent of a user has given: a family of refresh tokens, of which one is current. */
final class Grant {

    final String clientId;
    final Account account;
    final String scope;
    final boolean secretBound;
    final Map<String, Instant> superseded = new HashMap<>();
    Instant expires;
    String current;
    boolean revoked;

    Grant(String clientId, Account account, String scope, boolean secretBound, Instant expires, String current) {
        this.clientId = clientId;
        this.account = account;
        this.scope = scope;
        this.secretBound = secretBound;
        this.expires = expires;
        this.current = current;
    }
}
