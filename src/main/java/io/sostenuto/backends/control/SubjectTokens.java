package io.sostenuto.backends.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.backends.control.BackendClients.Known;
import io.sostenuto.backends.control.UsedAssertions.Purpose;
import io.sostenuto.backends.entity.ClientJwt;
import io.sostenuto.backends.entity.OAuthError;
import io.sostenuto.backends.entity.OAuthRefused;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.users.control.UserTokens;
import io.sostenuto.users.entity.AppUser;
import io.sostenuto.users.entity.UserVerdict;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** For whom a client asks: the user of a user token, or whom a client that may do so names itself. Neither passes for the other. */
@ApplicationSingleton
public class SubjectTokens {

    private static final Duration ISSUER_AWAY = Duration.ofSeconds(5);

    private final UserTokens users;
    private final ClientAssertions assertions;
    private final Optional<String> issuer;

    @Inject
    public SubjectTokens(UserTokens users, ClientAssertions assertions, Settings settings) {
        this.users = users;
        this.assertions = assertions;
        this.issuer = settings.users().map(Settings.Users::issuer);
    }

    /** @return fails with {@link OAuthRefused} where the token does not check */
    CompletionStage<AppUser> user(String token, Known by) {
        var jwt = ClientJwt.read(token).orElseThrow(SubjectTokens::refused);
        if (!jwt.type().equals(ClientAssertions.TYPE_OF_SUBJECTS)) {
            issuer.orElseThrow(SubjectTokens::refused);
            return users.judge(token).thenApply(SubjectTokens::user);
        }
        if (!by.client().mayAssert()) {
            throw new OAuthRefused(OAuthError.unauthorizedClient());
        }
        return assertions.use(jwt, by, Purpose.SUBJECT, OAuthError.subjectToken())
                .thenApply(assertion -> new AppUser(issuer.orElseThrow(), assertion.subject()));
    }

    private static AppUser user(UserVerdict verdict) {
        if (verdict instanceof UserVerdict.Known known) {
            return known.user();
        }
        throw verdict instanceof UserVerdict.NoKeys ? new OAuthRefused(OAuthError.temporarilyUnavailable(ISSUER_AWAY)) : refused();
    }

    private static OAuthRefused refused() {
        return new OAuthRefused(OAuthError.subjectToken());
    }
}
