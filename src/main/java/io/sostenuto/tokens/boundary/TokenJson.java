package io.sostenuto.tokens.boundary;

import io.sostenuto.tokens.entity.TokenResult;
import jakarta.json.spi.JsonProvider;

import java.time.temporal.ChronoUnit;

/** The body of an answer 200, as the contract shows it. */
final class TokenJson {

    private static final JsonProvider JSON = JsonProvider.provider();

    private TokenJson() {
    }

    static String of(TokenResult.Served served) {
        return JSON.createObjectBuilder()
                .add("accessToken", served.token().value())
                .add("tokenType", "Bearer")
                .add("expiresIn", Math.max(1, served.expiry().left().toSeconds()))
                .add("scope", served.scope())
                .add("version", served.version())
                .add("reauthorizeBy", served.reauthorizeBy().truncatedTo(ChronoUnit.SECONDS).toString())
                .addNull("error")
                .build().toString();
    }
}
