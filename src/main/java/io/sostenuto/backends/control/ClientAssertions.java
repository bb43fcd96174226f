package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.control.UsedAssertions.Purpose;
import io.sostenuto.backends.entity.Assertion;
import io.sostenuto.backends.entity.ClientJwt;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import jakarta.inject.Inject;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** JWTs that clients sign: to show who they are, or to name a user. Each works once. */
@ApplicationSingleton
public class ClientAssertions {

    /** Of one that shows who a client is; the last is what the successor of RFC 7523 calls it. */
    private static final Set<String> TYPES_OF_CLIENTS = Set.of("", "jwt", "client-authentication+jwt");
    static final String TYPE_OF_SUBJECTS = "subject+jwt";

    private static final Duration KEYS_AWAY = Duration.ofSeconds(5);

    private final UsedAssertions used;
    private final DatabaseGate storage;
    private final DatabaseClock clock;
    private final AssertionClaims rules;

    @Inject
    public ClientAssertions(UsedAssertions used, DatabaseGate storage, DatabaseClock clock, Settings settings) {
        this.used = used;
        this.storage = storage;
        this.clock = clock;
        this.rules = new AssertionClaims(Set.of(settings.publicUrl().toString(), settings.at("/api/oauth/token").toString()));
    }

    /**
     * @param otherwise what it is refused with
     * @return it, which is used up by that; fails with {@link OAuthRefused}, and with
     * {@link io.sostenuto.storage.entity.StorageUnavailable} where nobody can tell whether it is used up already
     */
    CompletionStage<Assertion> use(ClientJwt jwt, Known known, Purpose purpose, OAuthError otherwise) {
        var client = known.client().name();
        var check = known.signatures().filter(any -> isFor(purpose, jwt)).orElseThrow(() -> new OAuthRefused(otherwise));
        return check.check(jwt.compact(), JwtConsumerBuilder::setSkipDefaultAudienceValidation).thenCompose(verdict -> {
            var assertion = verdict.fold(claims -> rules.check(claims, client, clock.now()), Optional::<Assertion>empty, ClientAssertions::keysAway)
                    .filter(read -> isFor(purpose, read, client)).orElseThrow(() -> new OAuthRefused(otherwise));
            return storage.ask(() -> used.use(client, purpose, assertion.jti(), assertion.expiry()))
                    .thenApply(first -> first ? assertion : refuse(otherwise));
        });
    }

    private static Optional<Assertion> keysAway() {
        return refuse(OAuthError.temporarilyUnavailable(KEYS_AWAY));
    }

    private static <T> T refuse(OAuthError why) {
        throw new OAuthRefused(why);
    }

    private static boolean isFor(Purpose purpose, ClientJwt jwt) {
        return purpose == Purpose.CLIENT ? TYPES_OF_CLIENTS.contains(jwt.type()) : TYPE_OF_SUBJECTS.equals(jwt.type());
    }

    private static boolean isFor(Purpose purpose, Assertion assertion, String client) {
        return assertion.subject().equals(client) == (purpose == Purpose.CLIENT);
    }
}
