package io.sostenuto.web.boundary;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.settings.entity.Settings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a login begins: for a session that needs one, at its own app, and with the optional scopes that it was given. */
final class LoginUrl {

    private LoginUrl() {
    }

    /** @param session that the login replaces; empty where there is none */
    static URI of(Settings settings, Optional<GrantCopy> session) {
        var query = session.map(copy -> Stream.of(app(settings, copy), scopes(settings, copy)).flatMap(Optional::stream)
                        .collect(Collectors.joining("&")))
                .filter(parameters -> !parameters.isEmpty()).map(parameters -> "?" + parameters);
        return settings.at("/api/login" + query.orElse(""));
    }

    /** One that is not configured any more has no login: then it is the default one's. */
    private static Optional<String> app(Settings settings, GrantCopy session) {
        return Optional.of(session.app()).filter(app -> !app.isDefault()).filter(settings.apps()::containsKey).map(app -> "app=" + app);
    }

    private static Optional<String> scopes(Settings settings, GrantCopy session) {
        var granted = Set.copyOf(Arrays.asList(session.scope().split(" ")));
        return Optional.of(settings.optionalScopes().stream().filter(granted::contains).collect(Collectors.joining(" ")))
                .filter(scopes -> !scopes.isEmpty()).map(scopes -> "scope=" + URLEncoder.encode(scopes, StandardCharsets.UTF_8));
    }
}
