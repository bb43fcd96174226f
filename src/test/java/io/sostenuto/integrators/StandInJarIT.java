package io.sostenuto.integrators;

import io.sostenuto.Built;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.jar.JarFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The jar that others take: a process of its own, met through HTTP alone. */
@Timeout(120)
class StandInJarIT {

    private static final String OK = "204";

    @Test
    void aUserLogsInRefreshesMeetsAFaultAndTheProcessEnds() throws IOException, InterruptedException {
        try (var standIn = new StandInProcess("--port=0", "--access-token-life", "PT90S", "--rotation=strict",
                "--app=mine,my-secret", "--register-redirect=https://mine.example.org/back", "--user=anna,Anna A.")) {
            var app = new App(standIn.firstLine(), "mine", "my-secret", "https://mine.example.org/back");
            var tokens = app.login();
            assertThat(tokens.getInt("expires_in")).isEqualTo(90);
            assertThat(App.json(app.me(tokens.getString("access_token"))).getString("display_name")).isEqualTo("Anna A.");

            var second = App.json(app.refresh(tokens.getString("refresh_token"))).getString("refresh_token");
            assertThat(set(app, "next=status 503&next=rateLimited 7")).isEqualTo(OK);
            assertThat(app.refresh(second).statusCode()).isEqualTo(503);
            assertThat(app.refresh(second).headers().firstValue("Retry-After")).contains("7");
            assertThat(app.refresh(second).statusCode()).isEqualTo(200);

            var report = app.report();
            assertThat(report.getInt("unfired")).isZero();
            assertThat(report.getJsonArray("presentations").getValuesAs(
                    one -> one.asJsonObject().getString("outcome")))
                    .containsExactly("ISSUED", "ROTATED", "FAULT", "FAULT", "ROTATED");
            assertThat(standIn.endsWhenTold()).isTrue();
            assertThatThrownBy(app::report).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void switchesHoldUntilAResetLeadsBackToTheOptions() throws IOException, InterruptedException {
        try (var standIn = new StandInProcess("--port=0", "--rotation=strict")) {
            var app = App.at(standIn.firstLine());
            assertThat(set(app, "rotation=none&always=loseReply&fault-for=anna,hang&calm")).isEqualTo(OK);
            assertThat(App.json(app.refresh(app.login().getString("refresh_token")))).doesNotContainKey("refresh_token");
            assertThat(set(app, "reset")).isEqualTo(OK);
            assertThat(app.report().getInt("tokenPosts")).isZero();
            assertThat(App.json(app.refresh(app.login().getString("refresh_token")))).containsKey("refresh_token");
        }
    }

    @Test
    void aWrongSwitchIsRefusedAndNoneOfItsFormIsSet() throws IOException, InterruptedException {
        try (var standIn = new StandInProcess("--port=0")) {
            var app = App.at(standIn.firstLine());
            for (var wrong : new String[] {"rotation=sometimes", "next=explode", "premium=true,perhaps", "volume=11",
                    "fault-for=anna,status soon", "calm=now", "next=hang now", "token-lengths=200"}) {
                var answer = app.post("/stand-in", "next=hang&" + wrong);
                assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
                assertThat(answer.body().lines()).singleElement().asString().startsWith(wrong.split("=")[0] + ": ");
            }
            assertThat(app.report().getInt("unfired")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"--volume=11, volume: there is no such option", "--port=today, port: ", "--port, port: ",
            "--rotation=sometimes, rotation: ", "9090, \"9090\" should begin with --",
            "--access-token-life=60, access-token-life: ", "--reset, reset: there is no such option"})
    void aWrongOptionIsOneLineAndTheEnd(String option, String line) throws IOException, InterruptedException {
        try (var standIn = new StandInProcess(option)) {
            assertThat(standIn.errors()).singleElement().asString().startsWith(line);
            assertThat(standIn.output()).isEmpty();
            assertThat(standIn.status()).isEqualTo(2);
        }
    }

    @Test
    void aPortThatIsTakenIsOneLineAndTheEnd() throws IOException, InterruptedException {
        try (var first = new StandInProcess("--port=0")) {
            var port = URI.create(first.firstLine()).getPort();
            try (var second = new StandInProcess("--port=" + port)) {
                assertThat(second.errors()).containsExactly("port " + port + " is taken");
                assertThat(second.status()).isEqualTo(1);
            }
        }
    }

    @Test
    void helpListsTheOptionsAndTheFaults() throws IOException, InterruptedException {
        try (var standIn = new StandInProcess("--help")) {
            assertThat(standIn.output()).contains("--port=", "--rotation=mode", "--always=fault", "loseReply")
                    .doesNotContain("--reset");
            assertThat(standIn.status()).isZero();
        }
    }

    @Test
    void theJarHoldsTheStandInAndNothingElse() throws IOException {
        try (var jar = new JarFile(Built.STAND_IN_JAR.toFile())) {
            var names = jar.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()).toList();
            assertThat(names).contains("io/sostenuto/spotify/SpotifyStandInExtension.class", "spotify/consent.html")
                    .allMatch(name -> name.matches("META-INF/MANIFEST\\.MF|io/sostenuto/spotify/[^/]+|spotify/.+"))
                    .noneMatch(name -> name.matches(".*(Test|IT|Demo)(\\$.*)?\\.class"));
        }
    }

    private static String set(App app, String form) throws IOException, InterruptedException {
        var answer = app.post("/stand-in", form);
        return answer.statusCode() + answer.body();
    }
}
