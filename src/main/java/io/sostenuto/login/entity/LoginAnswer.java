package io.sostenuto.login.entity;

import io.sostenuto.login.entity.LoginResult.Failed;

import java.util.List;
import java.util.Optional;

/**
 * What Spotify's redirect carried; each list as it came, so that a parameter that came twice is seen.
 *
 * @param repeats whether any parameter came twice
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749 section 4.1.2</a>
 */
public record LoginAnswer(List<String> states, List<String> codes, List<String> errors, List<String> issuers, boolean repeats) {

    private static final int LONGEST_CODE = 2048;

    /** @return whether it brings a code, which is what costs a question to Spotify */
    public boolean bringsCode() {
        return !codes.isEmpty();
    }

    /**
     * @param issuer as {@code iss} has to name it
     * @return why nothing is asked of Spotify; empty where there is a code to be exchanged
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207 section 2.4</a>
     */
    public Optional<Failed> failure(String issuer) {
        if (repeats || issuers.stream().anyMatch(named -> !named.equals(issuer))) {
            return Optional.of(Failed.STATE_MISMATCH);
        }
        return errors.stream().findFirst().map(LoginAnswer::told)
                .or(() -> codes.stream().anyMatch(LoginAnswer::isCode) ? Optional.empty() : Optional.of(Failed.INVALID_CODE));
    }

    private static Failed told(String error) {
        return switch (error) {
            case "access_denied" -> Failed.ACCESS_DENIED;
            case "server_error", "temporarily_unavailable" -> Failed.TEMPORARILY_UNAVAILABLE;
            default -> Failed.BROKER_MISCONFIGURED;
        };
    }

    /** RFC 6749 appendix A.11: printable ASCII characters. */
    private static boolean isCode(String code) {
        return !code.isBlank() && code.length() <= LONGEST_CODE && code.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    public String code() {
        return codes.get(0);
    }

    @Override
    public String toString() {
        return "LoginAnswer[***]";
    }
}
