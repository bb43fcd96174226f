package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.IpRange;
import io.sostenuto.settings.entity.LoginBounds;
import io.sostenuto.settings.entity.Secret;
import io.sostenuto.settings.entity.Settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads {@link Settings} from any source of keys: MicroProfile Config in the server, environment and system
 * properties in the launcher. It checks every key, and uses nothing but the JDK. The launcher reads six of them itself, which
 * it needs before the server starts.
 */
public class SettingsReader {

    private static final String SCOPES =
            "streaming user-read-email user-read-private user-read-playback-state user-modify-playback-state";
    private static final Duration LONGEST_SPOTIFY_DEADLINE = Duration.ofSeconds(20);

    private final SettingValues values;
    private final AppsReader apps;
    private final ClientsReader clients;

    /**
     * @param source the value of a key, empty when it is not set
     * @param names  of all keys that are set, in the words of the configuration or of the environment
     */
    public SettingsReader(Function<String, Optional<String>> source, Supplier<Stream<String>> names) {
        this.values = new SettingValues(source, names);
        this.apps = new AppsReader(values);
        this.clients = new ClientsReader(values);
    }

    /** For the launcher, which loads this class by name: throws what {@link #read} throws, and keeps nothing. */
    public static void check(Function<String, Optional<String>> source, Supplier<Stream<String>> names) {
        new SettingsReader(source, names).read();
    }

    /** @throws ConfigurationException at the first value that is wrong or missing */
    public Settings read() {
        var embedded = embedded();
        values.secret("sostenuto.db.password");
        httpAddress();
        var origins = values.origins("sostenuto.allowed-origins");
        var operators = new OperatorsReader(values).read();
        return new Settings(
                apps.read(),
                values.url("spotify.accounts-url", "https://accounts.spotify.com"),
                values.url("spotify.api-url", "https://api.spotify.com"),
                values.url("spotify.sdk-url", "https://sdk.scdn.co/spotify-player.js"),
                scopes("spotify.scopes").orElse(SCOPES), optionalScopes(), publicUrl(), origins, corsRequestHeaders(), dataDir(), sealKeys(), embedded, databaseSchema(),
                values.duration("sostenuto.refresh-margin", Duration.ofMinutes(2), Duration.ZERO, Duration.ofHours(1)),
                values.duration("sostenuto.spotify-deadline", Duration.ofSeconds(10), Duration.ofMillis(100), LONGEST_SPOTIFY_DEADLINE),
                values.duration("sostenuto.storage-deadline", Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(10)),
                values.instant("sostenuto.sessions-not-before"), operators,
                new UsersReader(values).read(publicUrl(), origins, operators), logins(), new EgressReader(values).read(),
                clients.read());
    }

    /** @return what {@link #read} has of it, as it is now: the file may have changed. @throws ConfigurationException too */
    public Secret clientSecret(AppName app) {
        return apps.clientSecret(app);
    }

    /** @return what {@link #read} has of it, as it is now: its files may have changed. @throws ConfigurationException too */
    public BackendClient client(String name) {
        return clients.read(name);
    }

    private URI publicUrl() {
        return values.url("sostenuto.public-url", "http://127.0.0.1:8080");
    }

    private Optional<String> scopes(String key) {
        var scopes = values.text(key);
        if (!scopes.orElse("none").matches("[a-z0-9:._-]+( +[a-z0-9:._-]+)*")) {
            throw new ConfigurationException(key, "should be Spotify's scopes with spaces between them");
        }
        return scopes.map(text -> text.replaceAll(" +", " "));
    }

    private List<String> optionalScopes() {
        return scopes("spotify.optional-scopes").map(scopes -> List.of(scopes.split(" "))).orElse(List.of());
    }

    private List<String> corsRequestHeaders() {
        var names = values.list("sostenuto.cors-request-headers").toList();
        if (!names.stream().allMatch(name -> name.matches("[A-Za-z0-9-]+"))) {
            throw new ConfigurationException("sostenuto.cors-request-headers",
                    "should be names of headers like sentry-trace,baggage with commas between them");
        }
        return names;
    }

    private Path dataDir() {
        return Path.of(values.text("sostenuto.data-dir").orElse(System.getProperty("user.home") + "/.sostenuto"))
                .toAbsolutePath();
    }

    private boolean embedded() {
        return values.text("sostenuto.db.url").map(this::isEmbedded).orElse(true);
    }

    private boolean isEmbedded(String url) {
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw new ConfigurationException("sostenuto.db.url",
                    "should be a JDBC URL like jdbc:postgresql://host/database (drivers are there for postgresql and h2)");
        }
        return url.startsWith("jdbc:h2:") && !url.matches("jdbc:h2:(tcp|ssl):.*");
    }

    private Optional<String> databaseSchema() {
        var key = "sostenuto.db.schema";
        var schema = values.text(key);
        schema.ifPresent(name -> {
            if (!name.matches("(?!pg_)[a-z_][a-z0-9_]{0,62}")) {
                throw new ConfigurationException(key,
                        "should be a name of small letters, digits and underscores like sostenuto, not one that begins with pg_");
            }
            if (!values.text("sostenuto.db.url").filter(url -> !url.startsWith("jdbc:h2:")).isPresent()) {
                throw new ConfigurationException(key, "should be left out: the embedded database has nobody else's tables"
                        + " (with a database that others use too, set sostenuto.db.url to it)");
            }
        });
        return schema;
    }

    /** @return what {@link #read} has of it, as it is now: the file may have changed. @throws ConfigurationException too */
    public Optional<Secret> sealKeys() {
        var key = "sostenuto.seal-keys";
        var keys = values.secret(key);
        if (keys.isEmpty() && !embedded()) {
            throw new ConfigurationException(key, "is missing: with a database of your own it should be"
                    + " kid:base64-of-32-bytes, the same on every node (openssl rand -base64 32)");
        }
        keys.ifPresent(value -> {
            var ids = new HashSet<String>();
            for (var one : value.value().split(",", -1)) {
                if (!one.strip().matches("[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=")) {
                    throw new ConfigurationException(key, "should be kid:base64-of-32-bytes, comma separated"
                            + " (openssl rand -base64 32 makes the second part)");
                }
                if (!ids.add(one.strip().substring(0, one.strip().indexOf(':')))) {
                    throw new ConfigurationException(key, "has a key id twice: each key should have its own");
                }
            }
        });
        return keys;
    }

    private LoginBounds logins() {
        var header = values.text("sostenuto.client-address-header").orElse("x-forwarded-for").toLowerCase(Locale.ROOT);
        if (!header.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,100}") || header.equals("forwarded")) {
            throw new ConfigurationException("sostenuto.client-address-header",
                    "should be the name of a header that holds addresses, like x-forwarded-for");
        }
        return new LoginBounds(values.count("sostenuto.logins-per-minute", 120), values.count("sostenuto.logins-per-second", 500),
                trustedProxies(), header);
    }

    private List<IpRange> trustedProxies() {
        var key = "sostenuto.trusted-proxies";
        return Stream.of(values.text(key).orElse("127.0.0.1,::1").split(",")).map(String::strip).filter(one -> !one.isEmpty())
                .map(one -> IpRange.parse(one).orElseThrow(() -> new ConfigurationException(key,
                        "should be addresses and ranges like 10.0.0.0/8 with commas between them"))).toList();
    }

    private void httpAddress() {
        var address = values.text("sostenuto.http-address").orElse("127.0.0.1");
        if (!address.matches("[0-9a-fA-F.:]+")) {
            throw new ConfigurationException("sostenuto.http-address", "should be an address like 127.0.0.1 or 0.0.0.0");
        }
    }
}
