package io.sostenuto.login.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.store.link.BegunLink;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.web.boundary.page.PageTemplate;
import jakarta.inject.Inject;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads before a link: who asks, and for what. */
@ApplicationSingleton
class ConnectPage {

    /** Those that a player needs, in words; Spotify's own page explains each. */
    private static final Map<String, String> WORDS = Map.of(
            "streaming", "play music in the browser",
            "user-read-email", "read your e-mail address",
            "user-read-private", "read your subscription and country",
            "user-read-playback-state", "see what you play, and where",
            "user-modify-playback-state", "control what you play");

    private final Settings settings;
    private final PageTemplate templates;

    @Inject
    ConnectPage(Settings settings, PageTemplate templates) {
        this.settings = settings;
        this.templates = templates;
    }

    String of(BegunLink link) {
        return templates.filled("connect.html", Map.of(
                "base", PageTemplate.escaped(settings.publicUrl().toString()),
                "application", PageTemplate.escaped(settings.users().map(Settings.Users::name).orElse("")),
                "scopes", Stream.of(link.scope().split(" ")).map(ConnectPage::item).collect(Collectors.joining("\n"))));
    }

    /** The address is not good, or not any more. */
    String over() {
        return templates.filled("connect-over.html", Map.of("base", PageTemplate.escaped(settings.publicUrl().toString())));
    }

    private static String item(String scope) {
        var name = "<code>" + PageTemplate.escaped(scope) + "</code>";
        return "<li>" + (WORDS.containsKey(scope) ? WORDS.get(scope) + " (" + name + ")" : name) + "</li>";
    }
}
