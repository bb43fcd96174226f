package io.sostenuto.tokens.boundary;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.tokens.entity.TokenRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Reads the query of a token request, for the filter and the resource alike. Parameters of other names are nobody's. */
final class TokenParameters {

    private static final TokenRequest ANY_TOKEN = new TokenRequest(Optional.empty(), Optional.empty());

    private WholeNumber newerThan = WholeNumber.ABSENT;
    private WholeNumber minTtl = WholeNumber.ABSENT;
    private AppName app = AppName.DEFAULT;
    private boolean hasApp;
    private boolean repeatsApp;

    private TokenParameters() {
    }

    /**
     * @param query as it was sent, without its question mark; null where there is none
     * @return nothing where {@code newerThan} or {@code minTtl} is no whole number in its range, or is there twice
     */
    static Optional<TokenRequest> read(String query) {
        return query == null || query.isEmpty() ? Optional.of(ANY_TOKEN) : parsed(query).request();
    }

    /** @return what {@code app} says, which only a user's request has to; empty where it is there twice */
    static Optional<AppName> app(String query) {
        var parameters = query == null ? new TokenParameters() : parsed(query);
        return Optional.of(parameters.app).filter(app -> !parameters.repeatsApp);
    }

    private static TokenParameters parsed(String query) {
        var parameters = new TokenParameters();
        for (var parameter : query.split("&")) {
            var equals = parameter.indexOf('=');
            parameters.add(decoded(equals < 0 ? parameter : parameter.substring(0, equals)),
                    equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
        }
        return parameters;
    }

    private void add(String name, String value) {
        switch (name) {
            case "newerThan" -> newerThan = newerThan.and(value, 1, Integer.MAX_VALUE);
            case "minTtl" -> minTtl = minTtl.and(value, 0, 86_400);
            case "app" -> {
                repeatsApp |= hasApp;
                hasApp = true;
                app = new AppName(value);
            }
            default -> { }
        }
    }

    private Optional<TokenRequest> request() {
        return newerThan.isWrong() || minTtl.isWrong() ? Optional.empty()
                : Optional.of(new TokenRequest(newerThan.value(), minTtl.value().map(Duration::ofSeconds)));
    }

    /** @return the text itself where its escapes are broken: then it is no name and no number of ours */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }
}
