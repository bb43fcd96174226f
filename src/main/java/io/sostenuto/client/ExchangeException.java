package io.sostenuto.client;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

import java.util.Optional;
import java.util.OptionalLong;

/** A backend's call was refused. Its message holds nothing secret. */
public final class ExchangeException extends RuntimeException {

    private final transient Refusal refusal;

    ExchangeException(Refusal refusal) {
        super(refusal.status() + " " + refusal.error() + refusal.reason().map(reason -> " (" + reason + ")").orElse(""));
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /**
     * Why, and what helps (RFC 6749 section 5.2).
     *
     * @param error       the stable code to compare, such as {@code invalid_grant}
     * @param reason      what that means: {@code no_grant}, {@code expired}, {@code revoked}, {@code unknown}, {@code subject_token}
     * @param retryAfter  seconds to wait before the next call, where only time helps
     */
    public record Refusal(int status, String error, String description, Optional<String> reason, OptionalLong retryAfter) {

        /** @return whether the same call may work later */
        public boolean isTemporary() {
            return status == 429 || status >= 502;
        }
    }

    /** As JSON has it, where null is what is not there. */
    public record Answer(String error, String description, String reason) {
        @JsonbCreator
        public static Answer read(@JsonbProperty("error") String error, @JsonbProperty("error_description") String description,
                           @JsonbProperty("reason") String reason) {
            return new Answer(error, description, reason);
        }
    }

    /** Makes every answer from 400 on such an exception. */
    public static final class Mapper implements ResponseExceptionMapper<ExchangeException> {

        @Override
        public ExchangeException toThrowable(Response response) {
            var answer = read(response).filter(read -> read.error() != null)
                    .orElseGet(() -> new Answer(Problem.UNREADABLE, "Something between here and there answered, or the answer broke off.", null));
            return new ExchangeException(new Refusal(response.getStatus(), answer.error(), answer.description(),
                    Optional.ofNullable(answer.reason()), ProblemMapper.retryAfter(response)));
        }

        private static Optional<Answer> read(Response response) {
            try {
                return Optional.ofNullable(response.readEntity(Answer.class));
            } catch (RuntimeException notOurs) { // of another type, not JSON, or cut off
                return Optional.empty();
            }
        }
    }
}
