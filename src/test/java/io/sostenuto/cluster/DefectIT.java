package io.sostenuto.cluster;

import io.sostenuto.Listener;
import io.sostenuto.spotify.Rotation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** Our own defects, thrown at an exact line. */
class DefectIT {

    @ParameterizedTest
    @CsvSource({"READ, /api/session", "READ, /api/token", "REQUEST, /api/session", "REQUEST, /api/token"})
    void aDefectIsToldAsOneWithoutOurInsidesAndEndsNothing(String place, String path) throws IOException {
        var cluster = SharedCluster.get();
        cluster.begin(Rotation.NONE);
        var listener = cluster.at(1, cluster.connected("defect"));
        SharedCluster.arm(place);
        var answer = path.endsWith("token") ? listener.token() : listener.get(path);
        assertThat(SharedCluster.fired(place)).as("the defect was met").isEqualTo(1);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.error()).isEqualTo("internal_error");
        assertThat(answer.json().getString("action")).isEqualTo("operator");
        assertThat(answer.json().getBoolean("sessionPreserved")).isTrue();
        assertThat(answer.response().body()).doesNotContain("our-insides", "Exception", "io.sostenuto");
        assertThat(answer.setCookies()).isEmpty();
        assertThat(cluster.node(1).log()).as("an operator finds it").contains("A defect in a", "our-insides");
        assertThat(new Listener(cluster.node(1).url()).get("/health/ready").response().body())
                .as("nobody blames the database").contains("\"database\":\"present\"");
        assertThat(listener.get("/api/session").json().getBoolean("authenticated")).isTrue();
    }
}
