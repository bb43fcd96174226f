package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.BackendClient;
import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Secret;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the backends that {@code sostenuto.clients} lists. */
final class ClientsReader {

    private static final String LIST = "sostenuto.clients";
    private static final String SECRET = "secret";
    private static final String FILE = "jwks-file";
    private static final String URL = "jwks-url";
    private static final String MAY_ASSERT = "may-assert";
    private static final int MOST_SECRETS = 2;

    private final SettingValues values;
    private final Names names;

    ClientsReader(SettingValues values) {
        this.values = values;
        this.names = new Names(values, LIST, "sostenuto.client.", List.of(SECRET, SECRET + "-file", FILE, URL, MAY_ASSERT),
                Set.of(Names.variable("sostenuto.client-address-header")), "jobs,shop");
    }

    /** @return all by their names */
    Map<String, BackendClient> read() {
        var clients = new LinkedHashMap<String, BackendClient>();
        names.read().forEach(name -> clients.put(name, read(name)));
        return Collections.unmodifiableMap(clients);
    }

    /** @return one of them, as its files are now */
    BackendClient read(String name) {
        var client = new BackendClient(name, secrets(names.key(name, SECRET)), jwks(names.key(name, FILE)), url(names.key(name, URL)),
                mayAssert(names.key(name, MAY_ASSERT)));
        var hasKey = client.jwks().isPresent() || client.jwksUrl().isPresent();
        if (client.jwks().isPresent() && client.jwksUrl().isPresent()) {
            throw new ConfigurationException(names.key(name, FILE), "and " + names.key(name, URL) + " are both set: keep one of them");
        }
        if (client.secrets().isEmpty() && !hasKey) {
            throw new ConfigurationException(names.key(name, SECRET), "is missing: a client that " + LIST
                    + " lists should have a secret, or its public keys in " + FILE + " or " + URL);
        }
        if (client.mayAssert() && !(hasKey && values.text("sostenuto.users.issuer").isPresent())) {
            throw new ConfigurationException(names.key(name, MAY_ASSERT), "should be false, or the client should have its public"
                    + " keys in " + FILE + " or " + URL + ", and sostenuto.users.issuer should be set");
        }
        return client;
    }

    private List<Secret> secrets(String key) {
        var secrets = values.secret(key).stream().flatMap(text -> Stream.of(text.value().split(",", -1))).map(String::strip).toList();
        if (secrets.size() > MOST_SECRETS || !secrets.stream().allMatch(one -> one.matches("[A-Za-z0-9._~-]{32,}"))) {
            throw new ConfigurationException(key, "should be 32 characters or more of A-Z a-z 0-9 . _ ~ - (openssl rand -hex 32"
                    + " makes some), or two such secrets with a comma between them while it is changed");
        }
        return secrets.stream().map(Secret::new).toList();
    }

    private Optional<String> jwks(String key) {
        return values.text(key).map(file -> SettingValues.content(key, file));
    }

    private Optional<URI> url(String key) {
        return values.text(key).map(text -> SettingValues.address(key, text)
                .orElseThrow(() -> new ConfigurationException(key, "should be the https URL of a JWK set")));
    }

    private boolean mayAssert(String key) {
        var text = values.text(key).orElse("false");
        if (!text.matches("true|false")) {
            throw new ConfigurationException(key, "should be true or false");
        }
        return Boolean.parseBoolean(text);
    }
}
