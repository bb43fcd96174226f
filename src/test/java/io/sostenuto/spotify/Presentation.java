package io.sostenuto.spotify;

import java.time.Instant;

/**
 * One POST to the token endpoint, as it was received and decided.
 *
 * @param nanoTime     the monotonic time of the decision
 * @param at           the same as wall-clock time
 * @param grantType    {@code refresh_token}, {@code authorization_code}, or what else was said; null if nothing was
 * @param presented    the refresh token or the code; null if there was none
 * @param userId       whose it is; null if unknown
 * @param outcome      what became of it
 * @param accessToken  the access token issued; null if none was
 * @param refreshToken the refresh token in the answer; null if it has none
 * @param clientAuth   how the client authenticated
 * @param connectionId the TCP connection it came on
 * @param fault        the fault that fired for it; null if none did
 */
public record Presentation(long nanoTime, Instant at, String grantType, String presented, String userId,
        Outcome outcome, String accessToken, String refreshToken, ClientAuth clientAuth, long connectionId,
        Fault fault) {

    /** Whether it was a refresh. */
    public boolean isRefresh() {
        return "refresh_token".equals(grantType);
    }
}
