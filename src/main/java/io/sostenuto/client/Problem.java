package io.sostenuto.client;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a call was refused, and what to do.
 *
 * @param error            the stable code to compare, such as {@code spotify_unavailable}
 * @param retryAfter       seconds to wait before the next call, where that was said
 * @param reason           why Spotify refused: {@code expired}, {@code revoked} or {@code unknown}
 * @param sessionPreserved whether the session lives on
 * @param loginUrl         where the user logs in, if {@code action} is {@link Action#LOGIN}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(String type, String title, int status, String detail, String error, Action action,
                      OptionalLong retryAfter, Optional<String> reason, boolean sessionPreserved,
                      Optional<String> loginUrl) {

    /** The code of an answer that is not the product's, such as a proxy's page. */
    public static final String UNREADABLE = "unreadable_answer";

    /** What helps. */
    public enum Action {
        /** The user has to log in: offer {@link Problem#loginUrl()}, and do not go there unasked. */
        LOGIN,
        /** Time: ask again after {@link Problem#retryAfter()}. */
        RETRY,
        /** A person who looks after the product or the caller; ask again in a minute at the earliest. */
        OPERATOR;

        static Action of(String text) {
            return "login".equals(text) ? LOGIN : "retry".equals(text) ? RETRY : OPERATOR;
        }
    }

    /** As JSON has it, where null is what is not there. */
    @JsonbCreator
    public static Problem read(@JsonbProperty("type") String type, @JsonbProperty("title") String title,
                               @JsonbProperty("status") int status, @JsonbProperty("detail") String detail,
                               @JsonbProperty("error") String error, @JsonbProperty("action") String action,
                               @JsonbProperty("retryAfter") Long retryAfter, @JsonbProperty("reason") String reason,
                               @JsonbProperty("sessionPreserved") boolean sessionPreserved,
                               @JsonbProperty("loginUrl") String loginUrl) {
        return new Problem(type, title, status, detail, error, Action.of(action),
                retryAfter == null ? OptionalLong.empty() : OptionalLong.of(retryAfter), Optional.ofNullable(reason),
                sessionPreserved, Optional.ofNullable(loginUrl));
    }

    /** A proxy's page, or half an answer: a temporary failure, whatever its status. */
    static Problem unreadable(int status, OptionalLong retryAfter) {
        return new Problem("about:blank", "The answer is not the product's", status, "Something between here and there "
                + "answered, or the answer broke off.", UNREADABLE, Action.RETRY, retryAfter, Optional.empty(), true,
                Optional.empty());
    }
}
