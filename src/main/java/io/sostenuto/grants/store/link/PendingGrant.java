package io.sostenuto.grants.store.link;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.store.GrantCopyText;
import jakarta.json.spi.JsonProvider;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A grant that waits for the user who began its link.
 *
 * @param device as a person finds it in a list: what the application is called
 */
public record PendingGrant(GrantCopy copy, AccessToken accessToken, Instant issuedAt, Duration life, Optional<String> device) {

    private static final JsonProvider JSON = JsonProvider.provider();

    String text() {
        var json = JSON.createObjectBuilder().add("g", GrantCopyText.write(copy, issuedAt)).add("a", accessToken.value())
                .add("i", issuedAt.toEpochMilli()).add("l", life.toMillis());
        device.ifPresent(name -> json.add("d", name));
        return json.build().toString();
    }

    /** @param text one of ours, which was sealed */
    static Optional<PendingGrant> read(String text) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            var json = reader.readObject();
            return GrantCopyText.read(json.getString("g"), Instant.MIN).map(copy -> new PendingGrant(copy,
                    new AccessToken(json.getString("a")), Instant.ofEpochMilli(json.getJsonNumber("i").longValue()),
                    Duration.ofMillis(json.getJsonNumber("l").longValue()), Optional.ofNullable(json.getString("d", null))));
        }
    }
}
