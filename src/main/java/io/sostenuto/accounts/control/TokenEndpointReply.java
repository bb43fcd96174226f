package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.SpotifyAnswer;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SuspensionReason;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an answer of the token endpoint. The OAuth error code decides, never its description; what cannot be true is
 * refused; a new refresh token is found even where the rest is unusable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749 sections 5.1 and 5.2</a>
 */
public final class TokenEndpointReply {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Set<String> OPERATORS_FAULT = Set.of("invalid_client", "unauthorized_client",
            "invalid_request", "unsupported_grant_type", "invalid_scope");
    private static final Duration USUAL_LIFE = Duration.ofHours(1);
    private static final BigDecimal LONGEST_LIFE = BigDecimal.valueOf(Duration.ofDays(30).toSeconds());
    private static final Pattern LOOSE = Pattern.compile("\"refresh_token\"\\s*:\\s*\"([!#-\\[\\]-~]+)\"");
    private static final int LONGEST_SCOPE = 4000;
    private static final Duration UNSAID_WAIT = Duration.ofSeconds(5);
    /** Spotify once told 13,749 seconds; more than a day is taken for a mistake. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private TokenEndpointReply() {
    }

    /** @param now for a wait that is told as a date */
    public static SpotifyAnswer read(BoundedReply reply, Instant now) {
        if (reply.status() == 429) {
            return new SpotifyAnswer.RateLimited(wait(reply.retryAfter(), now));
        }
        var json = object(reply.body());
        if (json.isEmpty()) {
            return new SpotifyAnswer.Garbled("HTTP " + reply.status() + ", not JSON",
                    isSuccess(reply) ? loose(reply.body()) : Optional.empty());
        }
        return isSuccess(reply) ? success(json.get()) : refusal(reply.status(), json.get());
    }

    /**
     * @return whether this is only the beginning of an answer, so that nobody knows what Spotify decided; a refresh token
     * that is whole in it counts, and then {@link #read} knows enough
     */
    public static boolean isBrokenOff(BoundedReply reply) {
        if (reply.status() == 429 || isSuccess(reply) && loose(reply.body()).isPresent()) {
            return false;
        }
        return switch (reply.end()) {
            case WHOLE -> false;
            case UNSAID -> (reply.body().isBlank() || reply.body().stripLeading().startsWith("{")) && object(reply.body()).isEmpty();
            case CUT -> true;
        };
    }

    private static boolean isSuccess(BoundedReply reply) {
        return reply.status() >= 200 && reply.status() < 300;
    }

    /** A refresh token in what is no JSON, or more than a parser takes: the old one may be worth nothing any more. */
    private static Optional<RefreshToken> loose(String body) {
        return Optional.of(LOOSE.matcher(body)).filter(Matcher::find).map(found -> new RefreshToken(found.group(1)));
    }

    private static SpotifyAnswer success(JsonObject json) {
        var refresh = string(json, "refresh_token").map(RefreshToken::new);
        var access = string(json, "access_token").filter(TokenEndpointReply::isToken);
        var life = life(json.get("expires_in"));
        var bearer = string(json, "token_type").map("bearer"::equalsIgnoreCase).orElse(true);
        if (access.isEmpty() || life.isEmpty() || !bearer) {
            return new SpotifyAnswer.Garbled(access.isEmpty() ? "no access token" : "absurd values", refresh);
        }
        return new SpotifyAnswer.Issued(new AccessToken(access.get()), life.get(), scope(json), refresh);
    }

    private static SpotifyAnswer refusal(int status, JsonObject json) {
        var error = string(json, "error").orElse("");
        if (status == 400 && error.equals("invalid_grant")) {
            return new SpotifyAnswer.InvalidGrant(said(string(json, "error_description").orElse("")));
        }
        if (OPERATORS_FAULT.contains(error)) {
            return new SpotifyAnswer.Misconfigured(error);
        }
        return new SpotifyAnswer.Garbled("HTTP " + status + " with an unknown error", Optional.empty());
    }

    private static SuspensionReason said(String description) {
        return switch (description) {
            case "Refresh token revoked" -> SuspensionReason.REVOKED;
            case "Refresh token expired" -> SuspensionReason.EXPIRED;
            default -> SuspensionReason.UNKNOWN;
        };
    }

    private static Optional<JsonObject> object(String body) {
        try (var reader = JSON.createReader(new StringReader(body))) {
            return reader.readValue() instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (RuntimeException notJson) { // nor what the parser finds too deep or too long
            return Optional.empty();
        }
    }

    private static Optional<String> string(JsonObject json, String name) {
        return json.get(name) instanceof JsonString text && !text.getString().isBlank()
                ? Optional.of(text.getString()) : Optional.empty();
    }

    /** One that is longer than any of Spotify's tells nothing. */
    private static Optional<String> scope(JsonObject json) {
        return string(json, "scope").filter(scope -> scope.length() <= LONGEST_SCOPE);
    }

    /** RFC 6749 appendix A.12: visible ASCII characters. */
    private static boolean isToken(String text) {
        return text.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    }

    private static Optional<Duration> life(JsonValue value) {
        if (value == null || value == JsonValue.NULL) {
            return Optional.of(USUAL_LIFE);
        }
        try {
            var seconds = value instanceof JsonNumber number ? number.bigDecimalValue()
                    : new BigDecimal(((JsonString) value).getString().strip());
            return Optional.of(seconds)
                    .filter(s -> s.compareTo(BigDecimal.ONE) >= 0 && s.compareTo(LONGEST_LIFE) <= 0)
                    .map(s -> Duration.ofSeconds(s.longValue()));
        } catch (RuntimeException notANumber) { // nor one of a thousand digits
            return Optional.empty();
        }
    }

    /** @return what Retry-After says, in either of its forms; a short wait where it says nothing that can be true */
    static Duration wait(Optional<String> retryAfter, Instant now) {
        return retryAfter.map(String::strip).flatMap(text -> seconds(text, now))
                .filter(wait -> !wait.isNegative() && !wait.isZero())
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(UNSAID_WAIT);
    }

    private static Optional<Duration> seconds(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            var then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(Duration.between(now, then));
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }
}
