package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.entity.BackendAnswer;
import io.sostenuto.backends.entity.Form;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.Wish;
import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.users.control.UserGrants;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Ends the grants of a user at a backend's word.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2">RFC 7009 section 2</a>
 */
@ApplicationSingleton
public class Revocations {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final SubjectTokens subjects;
    private final UserGrants grants;
    private final Settings settings;
    private final Event<AuditEvent> audit;

    @Inject
    public Revocations(SubjectTokens subjects, UserGrants grants, Settings settings, Event<AuditEvent> audit) {
        this.subjects = subjects;
        this.grants = grants;
        this.settings = settings;
        this.audit = audit;
    }

    CompletionStage<BackendAnswer> revoke(Form form, Known client) {
        var app = Wish.app(form, settings.apps().keySet());
        return subjects.user(form.required("token"), client)
                .thenCompose(user -> grants.end(user, app, EndReason.LOGOUT))
                .thenApply(stored -> stored ? ended(client.client().name(), app)
                        : new BackendAnswer.Failed(OAuthError.temporarilyUnavailable(SOON)));
    }

    private BackendAnswer ended(String client, Optional<AppName> app) {
        audit.fire(AuditEvent.of(AuditEvent.Kind.GRANT_REVOKED, app.map(one -> "the app " + one).orElse("every app")).by(client));
        return new BackendAnswer.Ended();
    }
}
