package io.sostenuto.spotify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;

/** All grants, found by any refresh token they ever had. One refresh is decided at a time. */
final class Grants {

    /** The decision about a refresh: tokens, or the refusal's description. */
    record Decision(Outcome outcome, String accessToken, Grant grant, Optional<Object> refreshTokenInAnswer,
            String error, String description) {

        static Decision refused(Outcome outcome, String error, String description) {
            return new Decision(outcome, null, null, Optional.empty(), error, description);
        }
    }

    private final Settings settings;
    private final AccessTokens accessTokens;
    private final Map<String, Grant> byToken = new HashMap<>();
    private final List<String> issued = new ArrayList<>();

    Grants(Settings settings, AccessTokens accessTokens) {
        this.settings = settings;
        this.accessTokens = accessTokens;
    }

    /** A consent was exchanged: a new grant with its own clock (S14). */
    synchronized Decision open(String clientId, Account account, String scope, boolean secretBound) {
        var grant = new Grant(clientId, account, scope, secretBound, Instant.now().plus(settings.refreshTokenLife), null);
        renew(grant);
        return new Decision(Outcome.ISSUED, access(grant), grant, Optional.of(grant.current), null, null);
    }

    /** Refreshes or refuses, as the rotation in force says; {@code rotates} asks for a new token in any case. */
    synchronized Decision refresh(String clientId, String presented, boolean withSecret, boolean rotates) {
        var grant = byToken.get(presented);
        if (grant == null || !grant.clientId.equals(clientId)) {
            return refused("Invalid refresh token");
        }
        if (grant.secretBound && !withSecret) {
            return Decision.refused(Outcome.REFUSED, "invalid_request", "");
        }
        if (grant.revoked) {
            return refused("Refresh token revoked");
        }
        if (!Instant.now().isBefore(grant.expires)) {
            return refused("Refresh token expired");
        }
        return presented.equals(grant.current) ? renewed(grant, rotates) : superseded(grant, presented);
    }

    synchronized Optional<String> userOf(String refreshToken) {
        return Optional.ofNullable(byToken.get(refreshToken)).map(grant -> grant.account.id());
    }

    synchronized String lastTokenOf(String userId) {
        for (var i = issued.size() - 1; i >= 0; i--) {
            if (byToken.get(issued.get(i)).account.id().equals(userId)) {
                return issued.get(i);
            }
        }
        throw new NoSuchElementException("no refresh token was issued to " + userId);
    }

    synchronized List<String> issued() {
        return List.copyOf(issued);
    }

    synchronized void revoke(String refreshToken) {
        byToken.values().stream().filter(having(refreshToken)).forEach(grant -> grant.revoked = true);
    }

    synchronized void revokeUser(String userId) {
        byToken.values().stream().filter(of(userId)).forEach(grant -> grant.revoked = true);
    }

    synchronized void expireUser(String userId) {
        byToken.values().stream().filter(of(userId)).forEach(grant -> grant.expires = Instant.EPOCH);
    }

    private Decision renewed(Grant grant, boolean rotates) {
        if (rotates || settings.rotation == Rotation.STRICT || settings.rotation == Rotation.GRACE) {
            renew(grant);
            return new Decision(Outcome.ROTATED, access(grant), grant, Optional.of(grant.current), null, null);
        }
        Optional<Object> inAnswer = switch (settings.rotation) {
            case ECHO -> Optional.of(grant.current);
            case EMPTY -> Optional.of("");
            case NULL -> Optional.of(new Json.Raw("null"));
            default -> Optional.empty();
        };
        return new Decision(Outcome.ISSUED, access(grant), grant, inAnswer, null, null);
    }

    private Decision superseded(Grant grant, String presented) {
        if (settings.rotation == Rotation.GRACE
                && Instant.now().isBefore(grant.superseded.get(presented).plus(settings.grace))) {
            return new Decision(Outcome.GRACE, access(grant), grant, Optional.of(grant.current), null, null);
        }
        grant.revoked = true;
        return Decision.refused(Outcome.REUSE_DETECTED, "invalid_grant", "Refresh token revoked");
    }

    private void renew(Grant grant) {
        if (grant.current != null) {
            grant.superseded.put(grant.current, Instant.now());
        }
        grant.current = Opaque.token("AQ", settings.refreshTokenLength);
        byToken.put(grant.current, grant);
        issued.add(grant.current);
    }

    private String access(Grant grant) {
        return accessTokens.issue(grant.account, grant.scope, settings.accessTokenLife, settings.accessTokenLength);
    }

    private static Decision refused(String description) {
        return Decision.refused(Outcome.REFUSED, "invalid_grant", description);
    }

    private static Predicate<Grant> of(String userId) {
        return grant -> grant.account.id().equals(userId);
    }

    private Predicate<Grant> having(String refreshToken) {
        return grant -> grant == byToken.get(refreshToken);
    }
}
