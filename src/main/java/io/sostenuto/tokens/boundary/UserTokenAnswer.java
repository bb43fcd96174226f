package io.sostenuto.tokens.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.storage.entity.StorageUnavailable;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.ShortWay;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.users.control.UserGrants;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.web.boundary.Asker;
import io.sostenuto.web.entity.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Step 2 for the application's user: his grant stands in the place of a browser's cookie, and no cookie is answered with. */
@ApplicationSingleton
public class UserTokenAnswer {

    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private final UserGrants grants;
    private final ShortWay shortWay;
    private final TokenManager manager;
    private final TokenAnswer answers;
    private final LaterAnswer later;

    @Inject
    public UserTokenAnswer(UserGrants grants, ShortWay shortWay, TokenManager manager, TokenAnswer answers, LaterAnswer later) {
        this.grants = grants;
        this.shortWay = shortWay;
        this.manager = manager;
        this.answers = answers;
        this.later = later;
    }

    void write(AppUser user, AppName app, TokenRequest asked, HttpServletRequest request, HttpServletResponse response) {
        var grant = grants.of(user, app).toCompletableFuture();
        if (!grant.isDone() || grant.isCompletedExceptionally()) {
            wait(grant.thenCompose(found -> token(found, asked)), request, response);
            return;
        }
        var found = grant.join();
        if (found.isEmpty()) {
            answers.write(TokenResult.Refused.of(Problem.NO_SESSION), Asker.USER, response);
            return;
        }
        var look = shortWay.look(found.get(), asked);
        var served = look.served().filter(token -> !token.expiry().isPast());
        if (served.isPresent()) {
            answers.write(served.get(), Asker.USER, response);
        } else {
            wait(manager.token(found.get(), look), request, response);
        }
    }

    /** On another thread than the request's: it looks at nothing that would have to be waited for. */
    private CompletionStage<TokenResult> token(Optional<GrantCopy> found, TokenRequest asked) {
        return found.map(copy -> manager.token(copy, FirstLook.none(asked)))
                .orElseGet(() -> CompletableFuture.completedFuture(TokenResult.Refused.of(Problem.NO_SESSION)));
    }

    private void wait(CompletionStage<TokenResult> coming, HttpServletRequest request, HttpServletResponse response) {
        later.write(coming.exceptionallyCompose(UserTokenAnswer::away), Asker.USER, result -> { }, request, response);
    }

    private static CompletionStage<TokenResult> away(Throwable failure) {
        return StorageUnavailable.isCauseOf(failure)
                ? CompletableFuture.completedFuture(TokenResult.Refused.until(Problem.STORAGE_UNAVAILABLE, TRY_AGAIN))
                : CompletableFuture.failedFuture(failure);
    }
}
