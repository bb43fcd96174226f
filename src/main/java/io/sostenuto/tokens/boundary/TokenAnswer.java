package io.sostenuto.tokens.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.SuspensionReason;
import io.sostenuto.tokens.entity.TokenAnswered;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.boundary.ProblemAnswer;
import io.sostenuto.web.entity.Problem;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Step 7 of a token request: its result becomes an answer, which is counted. */
@ApplicationSingleton
public class TokenAnswer {

    private static final Logger LOG = Logger.getLogger(TokenAnswer.class.getName());
    private static final TokenResult.Refused TOO_LATE = TokenResult.Refused.until(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(1));

    private final ProblemAnswer problems;
    private final Event<TokenAnswered> answered;

    @Inject
    public TokenAnswer(ProblemAnswer problems, Event<TokenAnswered> answered) {
        this.problems = problems;
        this.answered = answered;
    }

    /** Where the caller has gone away, nobody misses it. */
    void write(TokenResult result, Asker asker, HttpServletResponse response) {
        try {
            answered.fire(new TokenAnswered(result.fold(served -> served.expiry().isPast() ? refuse(TOO_LATE, asker, response) // on its way here
                    : serve(served, response), refused -> refuse(refused, asker, response))));
        } catch (UncheckedIOException goneAway) {
            LOG.log(Level.FINE, "A caller has gone away", goneAway);
        }
    }

    private String serve(TokenResult.Served served, HttpServletResponse response) {
        var body = TokenJson.of(served).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
        } catch (IOException goneAway) {
            throw new UncheckedIOException(goneAway);
        }
        return "served";
    }

    private String refuse(TokenResult.Refused refused, Asker asker, HttpServletResponse response) {
        try {
            problems.write(refused.problem(), refused.retryAfter(),
                    refused.reason().map(SuspensionReason::name).map(reason -> reason.toLowerCase(Locale.ROOT)), asker, response);
        } catch (IOException goneAway) {
            throw new UncheckedIOException(goneAway);
        }
        return refused.problem().code();
    }
}
