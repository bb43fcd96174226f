package io.sostenuto.bench.empty;

import io.sostenuto.accounts.transport.SpotifyAccounts;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A refresh and nothing else: the call that the product makes, with its interface and its transport. */
@Path("/bare")
@Singleton
public class BareResource {

    private final SpotifyAccounts accounts = RestClientBuilder.newBuilder()
            .baseUri(URI.create(setting("spotify.accounts-url")))
            .connectTimeout(10, TimeUnit.SECONDS).readTimeout(10, TimeUnit.SECONDS).followRedirects(false)
            .property("microprofile.rest.client.disable.default.mapper", true)
            .build(SpotifyAccounts.class);
    private final String basic = "Basic " + Base64.getEncoder().encodeToString(
            (setting("spotify.client-id") + ":" + setting("spotify.client-secret")).getBytes(StandardCharsets.UTF_8));

    private static String setting(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    /** @return the new access token */
    @POST
    public CompletionStage<String> refresh(@HeaderParam("Refresh-Token") String token) {
        return accounts.token(basic, new Form("grant_type", "refresh_token").param("refresh_token", token))
                .thenApply(BareResource::accessToken);
    }

    private static String accessToken(Response answer) {
        try (answer) {
            return answer.readEntity(JsonObject.class).getString("access_token");
        }
    }
}
