package io.sostenuto.users.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.issuers.JwtCheck;
import io.sostenuto.issuers.JwtKeys;
import io.sostenuto.issuers.JwtVerdict;
import io.sostenuto.issuers.PublicKeys;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.users.entity.UserVerdict;
import jakarta.inject.Inject;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells the application's users by their tokens: signed by a key of the configured issuer, for us, and not over. */
@ApplicationSingleton
public class UserTokens {

    private static final String FILE = "sostenuto.users.jwks-file";

    private final Optional<Settings.Users> users;
    private final Optional<JwtCheck> check;
    private final KnownUsers known;

    /** @throws ConfigurationException where the configured file has no keys */
    @Inject
    public UserTokens(Settings settings, SpotifyClients clients, Threads threads, DatabaseClock clock) {
        this.users = settings.users();
        this.check = users.map(configured -> new JwtCheck(keys(configured, clients, threads), configured.algorithms(), clock::now,
                work -> threads.answers().execute(work)));
        this.known = new KnownUsers(clock);
    }

    UserTokens(Settings.Users users, JwtCheck check, DatabaseClock clock) {
        this.users = Optional.of(users);
        this.check = Optional.of(check);
        this.known = new KnownUsers(clock);
    }

    private static JwtKeys keys(Settings.Users users, SpotifyClients clients, Threads threads) {
        var keys = users.jwksUrl().map(address -> JwtKeys.at(address, "the users' issuer", clients, threads))
                .or(() -> users.jwksFile().map(UserTokens::ofFile)).orElse(JwtKeys.none());
        return users.sharedSecret().map(keys::with).orElse(keys);
    }

    private static JwtKeys ofFile(String location) {
        try {
            return JwtKeys.of(PublicKeys.content(location))
                    .orElseThrow(() -> new ConfigurationException(FILE, "should hold a JWK set with the issuer's keys"));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigurationException(FILE, "should be a file that can be read, a JWK set");
        }
    }

    /**
     * It never waits on the caller's thread.
     *
     * @return at once, where no key has to be fetched; there have to be users
     */
    public CompletionStage<UserVerdict> judge(String jwt) {
        var token = KnownUsers.digest(jwt);
        var before = known.find(token);
        return before.isPresent() ? CompletableFuture.completedFuture(before.get())
                : check.orElseThrow().check(jwt, this::expect).thenApply(verdict -> told(verdict, token));
    }

    /** @return what the token says of its issuer, which nobody has checked; empty where it cannot be read */
    public static Optional<String> unverifiedIssuer(String jwt) {
        return UnverifiedClaims.issuer(jwt);
    }

    private JwtConsumerBuilder expect(JwtConsumerBuilder token) {
        return token.setExpectedIssuer(users.orElseThrow().issuer())
                .setExpectedAudience(users.orElseThrow().audiences().toArray(String[]::new))
                .registerValidator(new UserTokenKind());
    }

    private UserVerdict told(JwtVerdict verdict, KnownUsers.Digest token) {
        return verdict.fold(claims -> user(claims).<UserVerdict>map(user -> known.keep(token, user)).orElseGet(UserVerdict.Bad::new),
                UserVerdict.Bad::new, UserVerdict.NoKeys::new);
    }

    /** @return empty where it ends on no day that there is */
    private static Optional<UserVerdict.Known> user(JwtClaims claims) {
        try {
            return Optional.of(new UserVerdict.Known(new AppUser(claims.getIssuer(), claims.getSubject()),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue())));
        } catch (MalformedClaimException | DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
