package io.sostenuto.spotify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong with one answer. The numbers are those of the faults to inject (F1 to F33).
 *
 * <p>Faults are of two kinds. Some answer without looking at the request, or not at all: nothing is processed and
 * nothing changes. The others process it as usual, rotation included, and spoil only the answer's content or its way
 * back. Each factory says which it is.
 */
public sealed interface Fault permits Fault.Canned, Fault.Altered, Fault.Delayed, Fault.Dripped, Fault.Broken, Gate {

    /** Whether the request takes effect although its answer is spoilt. */
    boolean processes();

    /** An answer that has nothing to do with the request. */
    record Canned(String name, Response answer) implements Fault {
        @Override
        public boolean processes() {
            return false;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The right answer, changed. {@code rotates}: with a new refresh token, whatever the rotation is. */
    record Altered(String name, boolean rotates, UnaryOperator<Response> change) implements Fault {
        @Override
        public boolean processes() {
            return true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The right answer, later. */
    record Delayed(Duration by) implements Fault {
        @Override
        public boolean processes() {
            return true;
        }
    }

    /** The right answer, byte after byte. */
    record Dripped(Duration perByte, boolean headAtOnce) implements Fault {
        @Override
        public boolean processes() {
            return true;
        }
    }

    /** A connection that does not carry an answer to its end. */
    enum Broken implements Fault {
        HANG(false), RESET_BEFORE_HEADERS(false), CLOSE_BEFORE_HEADERS(false), HUGE(false),
        CUT_HEAD(true), RESET_MID_BODY(true), TRUNCATED(true), TRUNCATED_WITHOUT_LENGTH(true), HANG_MID_BODY(true), LOSE_REPLY(true);

        private final boolean processes;

        Broken(boolean processes) {
            this.processes = processes;
        }

        @Override
        public boolean processes() {
            return processes;
        }
    }

    /** This status with a text that fits, not processed (F18). */
    static Fault status(int status) {
        return status(status, "text/plain;charset=utf-8", status == 503
                ? "upstream connect error or disconnect/reset before headers. reset reason: connection termination"
                : Reason.of(status));
    }

    /** This status with this body, not processed (F18). */
    static Fault status(int status, String contentType, String body) {
        return new Canned("status " + status, Response.of(status, contentType, body.getBytes(UTF_8)));
    }

    /** 429 with this Retry-After, whatever nonsense it is, or without one; not processed (F16). */
    static Fault rateLimited(String retryAfterOrNull) {
        var answer = Response.json(429, Map.of("error", Map.of("status", 429, "message", "API rate limit exceeded")));
        return new Canned("429, Retry-After " + retryAfterOrNull,
                retryAfterOrNull == null ? answer : answer.with("Retry-After", retryAfterOrNull));
    }

    /** 503 with this Retry-After, not processed: some HTTP clients take it for a request to send again (F18). */
    static Fault busy(String retryAfter) {
        return new Canned("503, Retry-After " + retryAfter, Response.text(503, "busy").with("Retry-After", retryAfter));
    }

    /** 307 to this address, not processed: who follows it sends the POST again. */
    static Fault redirect(String location) {
        return new Canned("307", Response.empty(307).with("Location", location));
    }

    /** 429 with the reason QUOTA_EXCEEDED, not processed (F17). */
    static Fault quotaExceeded() {
        return new Canned("quota exceeded", Response.json(429, Map.of("error",
                Map.of("status", 429, "message", "Too many requests", "reason", "QUOTA_EXCEEDED"))));
    }

    /** 400 with this error of RFC 6749 section 5.2, not processed (F1, F2, F3, F33). */
    static Fault error(String oauthError, String description) {
        return new Canned("400 " + oauthError, Response.oauthError(oauthError, description));
    }

    /** {@code invalid_grant} although the grant is good; nothing is changed, and the next time all is well (F3). */
    static Fault falseInvalidGrant() {
        return new Canned("false invalid_grant", Response.oauthError("invalid_grant", "Refresh token revoked"));
    }

    /** 200 with a page of HTML, not processed (F19). */
    static Fault html() {
        return new Canned("html", Response.html(200,
                "<!doctype html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>"));
    }

    /** 200 with JSON that breaks off in the middle, but has the right length; not processed (F20). */
    static Fault malformedJson() {
        return new Canned("malformed JSON", Response.of(200, "application/json",
                "{\"access_token\":\"BQmalformed\",\"token_type\":\"Bearer\",\"expires_in\":36".getBytes(UTF_8)));
    }

    /** The right answer, called text/plain; processed (F21). */
    static Fault wrongContentType() {
        return new Altered("wrong content type", false, answer -> answer.with("Content-Type", "text/plain"));
    }

    /** The right answer, compressed though nobody asked for it; processed (F22). */
    static Fault gzip() {
        return new Altered("gzip", false, answer -> answer.withBody(Compression.gzip(answer.body()))
                .with("Content-Encoding", "gzip"));
    }

    /** 200 with a JSON string of 64 MiB, written as long as the client reads; not processed (F23). */
    static Fault huge() {
        return Broken.HUGE;
    }

    /** The right answer without access_token; processed (F25). */
    static Fault noAccessToken() {
        return new Altered("no access_token", false, answer -> answer.withField("access_token", null));
    }

    /** An answer without access_token, but with a new refresh token that supersedes the old; processed (F25). */
    static Fault noAccessTokenButNewRefreshToken() {
        return new Altered("no access_token but a new refresh_token", true,
                answer -> answer.withField("access_token", null));
    }

    /** The right answer with this as expires_in, written as it is, or without it; processed (F24). */
    static Fault expiresIn(String rawJsonOrNull) {
        return new Altered("expires_in " + rawJsonOrNull, false, answer -> answer.withField("expires_in",
                rawJsonOrNull == null ? null : new Json.Raw(rawJsonOrNull)));
    }

    /** The right answer with this token_type, or without it; processed (F26). */
    static Fault tokenType(String typeOrNull) {
        return new Altered("token_type " + typeOrNull, false, answer -> answer.withField("token_type", typeOrNull));
    }

    /** The right answer with this scope, or without it; processed (F27). */
    static Fault scope(String scopeOrNull) {
        return new Altered("scope " + scopeOrNull, false, answer -> answer.withField("scope", scopeOrNull));
    }

    /** The right answer, this much later; processed at once (F10). */
    static Fault delay(Duration by) {
        return new Delayed(by);
    }

    /** The right answer, from its first header on a byte at a time; processed (F11). */
    static Fault drip(Duration perByte) {
        return new Dripped(perByte, false);
    }

    /** The right answer with its head at once and its body a byte at a time; processed (F11). */
    static Fault dripBody(Duration perByte) {
        return new Dripped(perByte, true);
    }

    /** The request is read and never answered, until the client gives up; not processed (F12). */
    static Fault hang() {
        return Broken.HANG;
    }

    /** The request is read, then the connection is reset; not processed (F13). */
    static Fault resetBeforeHeaders() {
        return Broken.RESET_BEFORE_HEADERS;
    }

    /** The request is read, then the connection is closed in good order; not processed (F13). */
    static Fault closeBeforeHeaders() {
        return Broken.CLOSE_BEFORE_HEADERS;
    }

    /** Half the head of the right answer, then an orderly close; processed (F15). */
    static Fault cutHead() {
        return Broken.CUT_HEAD;
    }

    /** A head without a length and half the body of the right answer, then an orderly close; processed (F15). */
    static Fault truncatedWithoutLength() {
        return Broken.TRUNCATED_WITHOUT_LENGTH;
    }

    /** The head and half the body of the right answer, then a reset; processed (F14). */
    static Fault resetMidBody() {
        return Broken.RESET_MID_BODY;
    }

    /** The head and half the body of the right answer, then an orderly close; processed (F15). */
    static Fault truncated() {
        return Broken.TRUNCATED;
    }

    /** The head and half the body of the right answer, then nothing until the client gives up; processed (F12). */
    static Fault hangMidBody() {
        return Broken.HANG_MID_BODY;
    }

    /** Processed, rotation included, and then the connection is reset before the first byte: the worst case (F9). */
    static Fault loseReply() {
        return Broken.LOSE_REPLY;
    }

    /** Processed at once; the right answer is held until the test releases it. */
    static Gate hold() {
        return new Gate(true);
    }

    /** Held before it is processed; when the test releases it, it is processed and answered. */
    static Gate holdRequest() {
        return new Gate(false);
    }
}
