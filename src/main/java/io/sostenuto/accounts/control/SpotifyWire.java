package io.sostenuto.accounts.control;

import io.sostenuto.accounts.entity.AttemptTime;
import io.sostenuto.accounts.entity.SpotifyCallEnded;
import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SpotifyAccounts;
import io.sostenuto.accounts.transport.TimedForm;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.SpotifyApp;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.Deadline;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.core.Form;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** One POST to the token endpoint, authenticated as one app: on the wire once at most, and never after its time. */
public class SpotifyWire {

    private final SpotifyAccounts accounts;
    private final Threads threads;
    private final Event<SpotifyCallEnded> answered;
    private final String clientId;
    private final LongSupplier nanos;
    private volatile String basic;

    /** @param nanos the monotonic clock */
    public SpotifyWire(SpotifyAccounts accounts, Threads threads, SpotifyApp app, Event<SpotifyCallEnded> answered,
                       LongSupplier nanos) {
        this.accounts = accounts;
        this.threads = threads;
        this.answered = answered;
        this.clientId = app.clientId();
        this.nanos = nanos;
        this.basic = basic(app.clientSecret());
    }

    /** The next POST authenticates with this secret. */
    public void use(Secret secret) {
        basic = basic(secret);
    }

    private String basic(Secret secret) {
        var credentials = clientId + ":" + secret.value();
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @return the answer with any status; it fails with what the transport said, or where none came until
     * {@link AttemptTime#listenUntil()}, when the connection is closed
     */
    public CompletionStage<BoundedReply> post(Form form, AttemptTime time) {
        var begun = nanos.getAsLong();
        return BoundedReply.within(Deadline.in(time.listenUntil().left(), nanos),
                        accounts.token(basic, new TimedForm(form.asMap(), time)), threads.answers())
                .whenComplete((reply, failure) -> answered.fire(
                        new SpotifyCallEnded(Duration.ofNanos(nanos.getAsLong() - begun))));
    }
}
