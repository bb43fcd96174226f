package io.sostenuto.login.control;

import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.SpotifyUser;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;

import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Who it is that logged in. Nothing depends on it: where Spotify does not say, the user stays unknown. */
@ApplicationScoped
public class Profiles {

    private static final Logger LOG = Logger.getLogger(Profiles.class.getName());
    private static final JsonProvider JSON = JsonProvider.provider();
    /** PostgreSQL keeps none in a text, and would refuse the whole row. */
    private static final char NUL = '\0';
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private SpotifyApi api;
    private Duration wait;
    private Threads threads;

    protected Profiles() {
    }

    @Inject
    public Profiles(Settings settings, SpotifyClients clients, Threads threads) {
        this.api = clients.client(SpotifyApi.class, settings.apiUrl(), threads.exchanges());
        this.threads = threads;
        this.wait = settings.spotifyDeadline().compareTo(LONGEST_WAIT) < 0 ? settings.spotifyDeadline() : LONGEST_WAIT;
    }

    /** @return the user, or empty for whatever reason; it does not fail */
    public CompletionStage<Optional<SpotifyUser>> of(AccessToken token) {
        return BoundedReply.within(wait, api.me("Bearer " + token.value()), threads.answers())
                .thenApply(reply -> reply.status() == 200 ? user(reply.body()) : Optional.<SpotifyUser>empty())
                .exceptionally(failure -> {
                    LOG.log(Level.WARNING, "The user''s profile could not be read ({0}); the login goes on",
                            failure.getClass().getSimpleName());
                    return Optional.empty();
                });
    }

    private static Optional<SpotifyUser> user(String body) {
        try (var reader = JSON.createReader(new StringReader(body))) {
            var json = reader.readObject();
            var name = json.get("display_name") instanceof JsonString text ? text.getString() : null;
            return json.get("id") instanceof JsonString id && isStorable(id.getString())
                    ? Optional.of(new SpotifyUser(id.getString(), Optional.ofNullable(name).map(Profiles::shortened)))
                    : Optional.empty();
        } catch (JsonException notAProfile) {
            return Optional.empty();
        }
    }

    private static boolean isStorable(String id) {
        return !id.isBlank() && id.length() <= 255 && id.indexOf(NUL) < 0;
    }

    private static String shortened(String told) {
        var name = told.replace(NUL, ' ');
        return name.length() <= 100 ? name : name.substring(0, 100);
    }
}
