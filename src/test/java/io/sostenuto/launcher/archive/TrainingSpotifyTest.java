package io.sostenuto.launcher.archive;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** What the Spotify of a training answers. */
class TrainingSpotifyTest {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TrainingSpotify spotify;

    @BeforeEach
    void start() throws IOException {
        spotify = TrainingSpotify.start();
    }

    @AfterEach
    void stop() {
        spotify.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(spotify.url() + path));
        return http.send((headers.length == 0 ? request : request.headers(headers)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> grant(String form) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(spotify.url() + "/api/token"))
                .POST(HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itIsOnThisMachineAlone() {
        assertThat(spotify.url()).matches("http://127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void everybodyConsentsAtOnceWithACodeAndTheStateAsItCame() throws Exception {
        var answer = get("/authorize?client_id=x&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fapi%2Fcallback&state=a%26b");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("http://127.0.0.1:1/api/callback?code=training&state=a%26b");
    }

    @Test
    void aCodeAndARefreshTokenBringANewGrantWithTheScopesThatWereAskedFor() throws Exception {
        get("/authorize?redirect_uri=x&scope=streaming%20user-read-email");
        assertThat(grant("grant_type=authorization_code&code=training")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"access_token\":\"access-1\"", "\"refresh_token\":\"refresh-1\"",
                    "\"scope\":\"streaming user-read-email\"", "\"expires_in\":3600");
        });
        assertThat(grant("grant_type=refresh_token&refresh_token=refresh-1").body())
                .contains("\"access_token\":\"access-2\"", "\"refresh_token\":\"refresh-2\"");
    }

    @Test
    void anyOtherGrantIsRefused() throws Exception {
        assertThat(grant("grant_type=password").statusCode()).isEqualTo(400);
        assertThat(grant("").statusCode()).isEqualTo(400);
    }

    @Test
    void aProfileIsForBearersOfAToken() throws Exception {
        assertThat(get("/v1/me").statusCode()).isEqualTo(401);
        assertThat(get("/v1/me", "Authorization", "Bearer access-1").body()).contains("\"id\":\"training\"");
    }

    @Test
    void itIsReached() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(200);
    }
}
