package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.audit.LineLimit;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.entity.BackendAnswer;
import io.sostenuto.backends.entity.ExchangeEnded;
import io.sostenuto.backends.entity.Form;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.storage.entity.Causes;
import io.sostenuto.storage.entity.StorageUnavailable;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One call of a backend, from its form to its answer: first who it is, then what it asks for. Refusals are audited here. */
@ApplicationSingleton
public class BackendCalls {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(BackendCalls.class.getName()));
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);

    private final ClientAuthentication authentication;
    private final Exchanges exchanges;
    private final Revocations revocations;
    private final Event<ExchangeEnded> ended;
    private final Event<AuditEvent> audit;

    @Inject
    public BackendCalls(ClientAuthentication authentication, Exchanges exchanges, Revocations revocations, Event<ExchangeEnded> ended,
                        Event<AuditEvent> audit) {
        this.authentication = authentication;
        this.exchanges = exchanges;
        this.revocations = revocations;
        this.ended = ended;
        this.audit = audit;
    }

    /** Who asked, as far as that is known, and what he is told. */
    private record Told(Optional<String> client, BackendAnswer answer) {
    }

    /** @param authorization the values of the header. @return the answer; it does not fail */
    public CompletionStage<BackendAnswer> exchange(byte[] form, List<String> authorization) {
        return call(form, authorization, exchanges::exchange).thenApply(told -> {
            ended.fire(new ExchangeEnded(told.client().orElse(ExchangeEnded.UNKNOWN),
                    told.answer().fold(token -> ExchangeEnded.SERVED, () -> ExchangeEnded.SERVED, OAuthError::code)));
            return told.answer();
        });
    }

    /** The same, to end grants. */
    public CompletionStage<BackendAnswer> revoke(byte[] form, List<String> authorization) {
        return call(form, authorization, revocations::revoke).thenApply(Told::answer);
    }

    private CompletionStage<Told> call(byte[] body, List<String> authorization, BiFunction<Form, Known, CompletionStage<BackendAnswer>> work) {
        return begin(() -> {
            var form = Form.read(body);
            return authentication.client(form, authorization).thenCompose(client -> begin(() -> work.apply(form, client))
                    .exceptionally(BackendCalls::failed).thenApply(answer -> new Told(Optional.of(client.client().name()), answer)));
        }).exceptionally(failure -> new Told(Optional.empty(), failed(failure))).thenApply(this::audited);
    }

    /** What it throws is what it fails with. */
    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        return CompletableFuture.completedStage(work).thenCompose(Supplier::get);
    }

    private static BackendAnswer failed(Throwable failure) {
        var refused = Causes.of(failure).filter(OAuthRefused.class::isInstance).map(OAuthRefused.class::cast).findFirst();
        if (refused.isPresent()) {
            return new BackendAnswer.Failed(refused.get().error());
        }
        if (StorageUnavailable.isCauseOf(failure)) {
            return new BackendAnswer.Failed(OAuthError.temporarilyUnavailable(DATABASE_AWAY));
        }
        LINES.log(Level.SEVERE, "A defect in a backend's call", failure);
        return new BackendAnswer.Failed(OAuthError.serverError());
    }

    private Told audited(Told told) {
        told.answer().fold(token -> told, () -> told, error -> {
            if (error.status() < 429) {
                var event = AuditEvent.of(AuditEvent.Kind.CLIENT_REFUSED, error.reason().orElse(error.code()));
                audit.fire(told.client().map(event::by).orElse(event));
            }
            return told;
        });
        return told;
    }
}
