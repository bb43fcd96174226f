package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.entity.BackendAnswer;
import io.sostenuto.backends.entity.Form;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.backends.entity.Wish;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.tokens.control.FirstLook;
import io.sostenuto.tokens.control.TokenManager;
import io.sostenuto.tokens.entity.TokenResult;
import io.sostenuto.users.control.UserGrants;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Exchanges the token of a user for an access token of his grant. */
@ApplicationSingleton
public class Exchanges {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final SubjectTokens subjects;
    private final UserGrants grants;
    private final TokenManager tokens;
    private final EarlyExchanges early;
    private final Settings settings;
    private final Event<AuditEvent> audit;

    @Inject
    public Exchanges(SubjectTokens subjects, UserGrants grants, TokenManager tokens, EarlyExchanges early, Settings settings,
                     Event<AuditEvent> audit) {
        this.subjects = subjects;
        this.grants = grants;
        this.tokens = tokens;
        this.early = early;
        this.settings = settings;
        this.audit = audit;
    }

    CompletionStage<BackendAnswer> exchange(Form form, Known client) {
        var wish = Wish.read(form, settings.apps().keySet());
        return subjects.user(form.required("subject_token"), client)
                .thenCompose(user -> grants.of(user, wish.app()))
                .thenApply(grant -> grant.orElseThrow(() -> new OAuthRefused(OAuthError.noGrant())))
                .thenCompose(grant -> served(grant, wish, client.client().name()));
    }

    private CompletionStage<BackendAnswer> served(GrantCopy grant, Wish wish, String client) {
        return tokens.token(grant, FirstLook.none(wish.request(early.of(client)))).thenApply(result -> result.fold(
                served -> {
                    audit.fire(AuditEvent.of(AuditEvent.Kind.TOKEN_EXCHANGED, grant).by(client));
                    return new BackendAnswer.Token(served);
                },
                refused -> new BackendAnswer.Failed(error(refused))));
    }

    private static OAuthError error(TokenResult.Refused refused) {
        var wait = refused.retryAfter().orElse(SOON);
        return switch (refused.problem()) {
            case NO_SESSION -> OAuthError.noGrant();
            case REAUTHORIZATION_REQUIRED -> OAuthError.refused(refused.reason().map(why -> why.name().toLowerCase(Locale.ROOT)).orElse("unknown"));
            case TOO_MANY_RENEWALS -> OAuthError.slowDown(wait);
            case SPOTIFY_UNAVAILABLE, SPOTIFY_RATE_LIMITED, SPOTIFY_PROTOCOL_ERROR, STORAGE_UNAVAILABLE ->
                    OAuthError.temporarilyUnavailable(wait);
            default -> OAuthError.serverError();
        };
    }
}
