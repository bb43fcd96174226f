package io.sostenuto.spotify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The access tokens that were issued, and how long each is good at the Web API. */
final class AccessTokens {

    /** What an access token opens. */
    record Access(Account account, Set<String> scopes, Instant expires) {
        boolean isOver() {
            return !Instant.now().isBefore(expires);
        }
    }

    private final Map<String, Access> known = new ConcurrentHashMap<>();
    private final List<String> issued = Collections.synchronizedList(new ArrayList<>());

    String issue(Account account, String scope, Duration life, int length) {
        var token = Opaque.token("BQ", length);
        known.put(token, new Access(account, Set.of(scope.split(" ")), Instant.now().plus(life)));
        issued.add(token);
        return token;
    }

    /** What the token opens or opened; empty if it was never issued. */
    Optional<Access> find(String token) {
        return Optional.ofNullable(known.get(token));
    }

    /** Dead from now on, before its time (F28). */
    void expire(String token) {
        known.computeIfPresent(token, (key, access) ->
                new Access(access.account(), access.scopes(), Instant.EPOCH));
    }

    void expireAll() {
        issued.forEach(this::expire);
    }

    List<String> issued() {
        return List.copyOf(issued);
    }
}
