package io.sostenuto.integrators;

import io.sostenuto.spotify.Fault;
import io.sostenuto.spotify.Rotation;
import io.sostenuto.spotify.SpotifyStandIn;
import io.sostenuto.spotify.SpotifyStandInExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.net.ConnectException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the extension does around a user's test classes: here they are run by the launcher, inside a test. */
class StandInLifeTest {

    private static final Set<SpotifyStandIn> SEEN = new HashSet<>();

    @ExtendWith(SpotifyStandInExtension.class)
    static class ThatLeavesAFault {
        @Test
        void queuesAFaultAndNeverMeetsIt(SpotifyStandIn spotify) {
            SEEN.add(spotify);
            spotify.next(Fault.loseReply());
        }
    }

    abstract static class ThatRotates {
        @Test
        void rotates(SpotifyStandIn spotify) throws Exception {
            SEEN.add(spotify);
            var app = new App(spotify.url(), "mine", "my-secret", "http://127.0.0.1:7777/api/callback");
            var refreshed = App.json(app.refresh(app.login().getString("refresh_token")));
            assertThat(refreshed).containsKey("refresh_token");
        }

        @Test
        void rotatesAgain(SpotifyStandIn spotify) throws Exception {
            rotates(spotify);
        }
    }

    static class OneAClass extends ThatRotates {
        @RegisterExtension
        static final SpotifyStandInExtension SPOTIFY = new SpotifyStandInExtension(0,
                spotify -> spotify.app("mine", "my-secret").rotation(Rotation.STRICT));
    }

    static class OneForEach extends ThatRotates {
        @RegisterExtension
        final SpotifyStandInExtension spotify = new SpotifyStandInExtension(0,
                spotify -> spotify.app("mine", "my-secret").rotation(Rotation.STRICT));
    }

    @ExtendWith(SpotifyStandInExtension.class)
    static class WithANestedClass {
        @Test
        void sees(SpotifyStandIn spotify) {
            SEEN.add(spotify);
        }

        @Nested
        class Inside {
            @Test
            void sees(SpotifyStandIn spotify) throws Exception {
                SEEN.add(spotify);
                assertThat(App.at(spotify.url()).report().getInt("tokenPosts")).isZero();
            }
        }
    }

    @BeforeEach
    void seeAnew() {
        SEEN.clear();
    }

    @Test
    void aFaultThatNeverFiredFailsTheTest() {
        var failures = failures(ThatLeavesAFault.class);
        assertThat(failures).singleElement().asString().contains("did not fire: 1");
    }

    @Test
    void aStaticFieldMakesOneAClassWhoseSettingsSurviveTheReset() {
        assertThat(failures(OneAClass.class)).isEmpty();
        assertThat(SEEN).hasSize(1);
    }

    @Test
    void aFieldThatIsNotStaticMakesOneATest() {
        assertThat(failures(OneForEach.class)).isEmpty();
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void aNestedClassSharesIt() {
        assertThat(failures(WithANestedClass.class)).isEmpty();
        assertThat(SEEN).hasSize(1);
    }

    @Test
    void itIsClosedAfterTheClass() {
        failures(ThatLeavesAFault.class);
        assertThat(SEEN).singleElement().satisfies(spotify ->
                assertThatThrownBy(() -> App.at(spotify.url()).report()).isInstanceOf(ConnectException.class));
    }

    private static List<Throwable> failures(Class<?> ofAUser) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(ofAUser))
                .filters(EngineFilter.includeEngines("junit-jupiter")).build(), listener);
        assertThat(listener.getSummary().getTestsStartedCount()).isPositive();
        return listener.getSummary().getFailures().stream().map(TestExecutionSummary.Failure::getException).toList();
    }
}
