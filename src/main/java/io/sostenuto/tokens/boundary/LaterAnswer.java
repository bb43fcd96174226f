package io.sostenuto.tokens.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.LineLimit;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers a token request when its result is there, or its time is over. No request thread waits for that. */
@ApplicationSingleton
public class LaterAnswer {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(LaterAnswer.class.getName()));
    private static final Duration BEYOND_SPOTIFY = Duration.ofMillis(4500);

    private final TokenAnswer answers;
    private final Settings settings;
    private final Threads threads;

    @Inject
    public LaterAnswer(TokenAnswer answers, Settings settings, Threads threads) {
        this.answers = answers;
        this.settings = settings;
        this.threads = threads;
    }

    /** @param first what is done with the result before it is written */
    void write(CompletionStage<TokenResult> coming, Asker asker, Consumer<TokenResult> first, HttpServletRequest request,
               HttpServletResponse response) {
        var result = inTime(coming);
        var waiting = request.startAsync(request, response);
        waiting.setTimeout(0); // the result comes in time
        result.thenAccept(there -> {
            first.accept(there);
            answers.write(there, asker, response);
        }).exceptionally(failure -> tell(failure, asker, response)).whenComplete((done, failure) -> waiting.complete());
    }

    private CompletionStage<TokenResult> inTime(CompletionStage<TokenResult> coming) {
        return threads.within(settings.spotifyDeadline().plus(BEYOND_SPOTIFY), coming,
                () -> TokenResult.Refused.until(Problem.SPOTIFY_UNAVAILABLE, Duration.ofSeconds(2)))
                .exceptionally(LaterAnswer::defect);
    }

    private static TokenResult defect(Throwable failure) {
        LINES.log(Level.SEVERE, "A defect in a token request", failure);
        return TokenResult.Refused.of(Problem.INTERNAL_ERROR);
    }

    private Void tell(Throwable failure, Asker asker, HttpServletResponse response) {
        var told = defect(failure);
        if (!response.isCommitted()) {
            response.resetBuffer();
            answers.write(told, asker, response);
        }
        return null;
    }
}
