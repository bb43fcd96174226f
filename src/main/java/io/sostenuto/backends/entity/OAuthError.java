package io.sostenuto.backends.entity;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a backend gets nothing, in OAuth's words and with a text of ours.
 *
 * @param reason     what an {@code invalid_grant} means
 * @param retryAfter when to ask again, where that helps
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 section 5.2</a>
 */
public record OAuthError(int status, String code, String description, Optional<String> reason, Optional<Duration> retryAfter) {

    /** All there are. */
    public static final List<String> CODES = List.of("invalid_request", "invalid_client", "unsupported_grant_type", "unauthorized_client",
            "invalid_target", "invalid_grant", "temporarily_unavailable", "slow_down", "server_error");

    public static OAuthError invalidRequest(String description) {
        return of(400, "invalid_request", description);
    }

    public static OAuthError invalidClient() {
        return of(401, "invalid_client", "The client did not show that it is one of those in the configuration.");
    }

    public static OAuthError unsupportedGrantType() {
        return of(400, "unsupported_grant_type", "grant_type should be urn:ietf:params:oauth:grant-type:token-exchange.");
    }

    public static OAuthError unauthorizedClient() {
        return of(400, "unauthorized_client", "This client may not name a user itself.");
    }

    public static OAuthError invalidTarget() {
        return of(400, "invalid_target", "audience should be the name of an app in the configuration.");
    }

    /** A token that does not check, or was used before. */
    public static OAuthError subjectToken() {
        return invalidGrant("subject_token", "The subject token is not valid: not signed as it should be, for others, over, or used before.");
    }

    public static OAuthError noGrant() {
        return invalidGrant("no_grant", "This user has no grant for this app. Only a new link helps.");
    }

    /** @param reason why Spotify refuses the grant */
    public static OAuthError refused(String reason) {
        return invalidGrant(reason, "Spotify no longer accepts this user's grant. Only a new link helps.");
    }

    private static OAuthError invalidGrant(String reason, String description) {
        return new OAuthError(400, "invalid_grant", description, Optional.of(reason), Optional.empty());
    }

    public static OAuthError temporarilyUnavailable(Duration retryAfter) {
        return new OAuthError(503, "temporarily_unavailable", "The request cannot be answered at the moment. Ask again as told.",
                Optional.empty(), Optional.of(retryAfter));
    }

    public static OAuthError slowDown(Duration retryAfter) {
        return new OAuthError(429, "slow_down", "This client asked for newer tokens of this user too often. Ask again as told.",
                Optional.empty(), Optional.of(retryAfter));
    }

    public static OAuthError serverError() {
        return of(500, "server_error", "An operator has to act: the log says more.");
    }

    private static OAuthError of(int status, String code, String description) {
        return new OAuthError(status, code, description, Optional.empty(), Optional.empty());
    }
}
