package io.sostenuto.login.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.login.control.LoginAttempts;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.settings.entity.SpotifyApp;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.UriBuilder;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a caller may ask Spotify's consent for, and where it is asked. */
@ApplicationSingleton
class ConsentRequest {

    private final Settings settings;
    private final Map<AppName, String> consents = new ConcurrentHashMap<>();

    @Inject
    ConsentRequest(Settings settings) {
        this.settings = settings;
    }

    /** @return the one that was asked for; empty where there is none of this name, or two were asked for */
    Optional<AppName> app(List<String> asked) {
        var name = asked.isEmpty() ? AppName.DEFAULT : new AppName(asked.get(0));
        return Optional.of(name).filter(settings.apps()::containsKey).filter(known -> asked.size() < 2);
    }

    /** @return the scopes of each login, then those of the optional ones that were asked for; empty where one is neither */
    Optional<String> scope(List<String> asked) {
        var base = List.of(settings.scopes().split(" "));
        var further = asked.stream().flatMap(text -> Stream.of(text.split(" "))).filter(one -> !one.isEmpty() && !base.contains(one))
                .collect(Collectors.toSet());
        return settings.optionalScopes().containsAll(further) ? Optional.of(Stream.concat(base.stream(),
                settings.optionalScopes().stream().filter(further::contains)).collect(Collectors.joining(" "))) : Optional.empty();
    }

    /** What is the same for all of an app is made once: the builder looks at each text as at a template. */
    private String consent(SpotifyApp app) {
        return UriBuilder.fromUri(settings.accountsUrl()).path("authorize").build() + "?response_type=code&client_id="
                + encoded(app.clientId()) + "&redirect_uri=" + encoded(settings.redirectUri().toString()) + "&code_challenge_method=S256";
    }

    /**
     * State and challenge are of base64url, and need no escape.
     *
     * @param dialog whether Spotify asks although it knows the answer
     */
    URI at(LoginAttempt attempt, boolean dialog) {
        return URI.create(consents.computeIfAbsent(attempt.app(), name -> consent(settings.apps().get(name)))
                + "&scope=" + encoded(attempt.scope()) + "&state=" + attempt.state() + "&code_challenge=" + LoginAttempts.challenge(attempt)
                + (dialog ? "&show_dialog=true" : ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
