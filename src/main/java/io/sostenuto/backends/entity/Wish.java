package io.sostenuto.backends.entity;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.tokens.entity.EarlyBudget;
import io.sostenuto.tokens.entity.TokenRequest;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a backend asks for, read and checked as far as that needs no look at anything else.
 *
 * @param app       whose grant is meant; the one without a name where none is named
 * @param newerThan the version that was rejected; {@code minTtl} the life that is needed
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693 section 2.1</a>
 */
public record Wish(AppName app, Optional<Integer> newerThan, Optional<Duration> minTtl) {

    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    /** @throws OAuthRefused where it is no token exchange, or one that is not offered here */
    public static Wish read(Form form, Set<AppName> apps) {
        if (!form.required("grant_type").equals(TOKEN_EXCHANGE)) {
            throw new OAuthRefused(OAuthError.unsupportedGrantType());
        }
        for (var name : new String[]{"resource", "scope", "actor_token", "actor_token_type"}) {
            refuse(form.get(name).isPresent(), "The parameter " + name + " is not offered here.");
        }
        refuse(!form.get("requested_token_type").orElse(ACCESS_TOKEN).equals(ACCESS_TOKEN), "requested_token_type should be " + ACCESS_TOKEN + ".");
        refuse(!form.required("subject_token_type").equals(JWT), "subject_token_type should be " + JWT + ".");
        return new Wish(app(form, apps).orElse(AppName.DEFAULT), number(form, "newer_than", 1, Integer.MAX_VALUE),
                number(form, "min_ttl", 0, 86_400).map(Duration::ofSeconds));
    }

    /** @return the app that is named. @throws OAuthRefused where nobody has configured it */
    public static Optional<AppName> app(Form form, Set<AppName> apps) {
        var app = form.get("audience").map(AppName::new);
        if (app.filter(named -> !apps.contains(named)).isPresent()) {
            throw new OAuthRefused(OAuthError.invalidTarget());
        }
        return app;
    }

    private static Optional<Integer> number(Form form, String name, int least, int most) {
        var text = form.get(name);
        var number = text.filter(digits -> digits.matches("[0-9]{1,18}")).map(Long::parseLong)
                .filter(value -> value >= least && value <= most).map(Long::intValue);
        refuse(text.isPresent() && number.isEmpty(), name + " should be a whole number from " + least + " to " + most + ".");
        return number;
    }

    private static void refuse(boolean isWrong, String why) {
        if (isWrong) {
            throw new OAuthRefused(OAuthError.invalidRequest(why));
        }
    }

    public TokenRequest request(EarlyBudget budget) {
        return new TokenRequest(newerThan, minTtl, Optional.of(budget));
    }
}
