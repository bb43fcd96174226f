package io.sostenuto.browser;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/** The client module for the application's own user: his token in place of a cookie. */
class UserTokenSourceIT extends TokenFixture {

    private static final String PROBLEM = """
            {"type":"urn:sostenuto:problem:%1$s","title":"t","status":401,"detail":"d","accessToken":null,"error":"%1$s",\
            "action":"%2$s","retryAfter":null,"sessionPreserved":false,"loginUrl":null}""";
    private static final String TOKEN = """
            {"accessToken":"BQ1","tokenType":"Bearer","expiresIn":3600,"scope":"streaming","version":1,\
            "reauthorizeBy":"2027-05-23T10:00:00Z","error":null}""";

    private final List<Map<String, String>> sent = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void serve() {
        browser.route(url -> url.contains("/api/token"), route -> {
            sent.add(route.request().allHeaders());
            var body = answers.remove();
            route.fulfill(new Route.FulfillOptions().setStatus(body.equals(TOKEN) ? 200 : 401)
                    .setHeaders(Map.of("Content-Type", "application/json")).setBody(body));
        });
    }

    /** @param userToken what the page's function promises, see {@link TokenPage} */
    private TokenPage of(String userToken) {
        stage.login(page); // a browser that has a session of its own, which is nothing to the user's grant
        return TokenPage.open(page, Map.of("userToken", userToken));
    }

    private static String problem(String error, String action) {
        return PROBLEM.formatted(error, action);
    }

    @Test
    void aUserTokenIsSentAndNothingThatABrowserAdds() {
        answers.add(TOKEN);
        assertThat(of("same").current()).isEqualTo("BQ1");
        assertThat(sent).singleElement().satisfies(headers -> assertThat(headers).containsEntry("authorization", "Bearer jwt")
                .doesNotContainKeys("cookie", "sostenuto-client"));
    }

    @Test
    void aRefusedUserTokenIsAskedForAgainOnce() {
        answers.addAll(List.of(problem("invalid_user_token", "login"), TOKEN));
        assertThat(of("new").current()).isEqualTo("BQ1");
        assertThat(sent).extracting(headers -> headers.get("authorization")).containsExactly("Bearer jwt-1", "Bearer jwt-2");
    }

    @Test
    void oneThatIsRefusedTwiceNeedsALoginAtTheApplication() {
        answers.addAll(List.of(problem("invalid_user_token", "login"), problem("invalid_user_token", "login")));
        var tokens = of("same");
        assertThat(tokens.current()).isNull();
        assertThat(tokens.state("login")).containsEntry("error", "invalid_user_token")
                .satisfies(state -> assertThat(state.get("loginUrl")).isNull());
        assertThat(sent).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no_session", "reauthorization_required"})
    void whereOnlyALinkHelpsThatIsTheState(String error) {
        answers.add(problem(error, "link"));
        var tokens = of("same");
        assertThat(tokens.current()).isNull();
        assertThat(tokens.state("link")).containsEntry("error", error)
                .containsEntry("reason", error.equals("no_session") ? "no_session" : "unknown")
                .satisfies(state -> assertThat(state.get("loginUrl")).isNull());
        assertThat(tokens.current()).isNull();
        assertThat(sent).as("it does not ask on by itself").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rejects", "throws"})
    void aUserTokenThatCannotBeHadIsAskedForLater(String userToken) {
        var tokens = of(userToken);
        assertThat(tokens.current()).isNull();
        assertThat(tokens.state("waiting")).containsEntry("error", "network");
        assertThat(sent).isEmpty();
    }

    @Test
    void anotherTabsTokenIsAnotherUsers() {
        answers.addAll(List.of(TOKEN, TOKEN));
        assertThat(of("same").current()).isEqualTo("BQ1");
        page = browser.newPage();
        assertThat(of("new").current()).isEqualTo("BQ1");
        assertThat(sent).extracting(headers -> headers.get("authorization")).containsExactly("Bearer jwt", "Bearer jwt-1");
    }

    @Test
    void aLogoutEndsTheUsersGrant() {
        var ended = new CopyOnWriteArrayList<Request>();
        browser.route(url -> url.contains("/api/link"), route -> {
            ended.add(route.request());
            route.fulfill(new Route.FulfillOptions().setStatus(204));
        });
        var tokens = of("same");
        assertThat(page.evaluate("() => tokens.logout()")).isEqualTo(true);
        assertThat(tokens.state()).containsEntry("name", "ended");
        assertThat(ended).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("DELETE");
            assertThat(request.allHeaders()).containsEntry("authorization", "Bearer jwt").doesNotContainKey("cookie");
        });
    }
}
