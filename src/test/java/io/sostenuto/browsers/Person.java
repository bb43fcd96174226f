package io.sostenuto.browsers;

import io.sostenuto.Node;

import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A person with one browser at the page of a node: what is done there, and what is seen of it within half a minute. */
final class Person implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("version (\\d+)");
    private static final String CONNECT = "Connect with Spotify";

    private final Node node;
    private final OtherBrowser browser;
    private final String cookie;

    Person(Node node, OtherBrowser.Kind kind) {
        this.node = node;
        this.browser = kind.start();
        this.cookie = kind.sessionCookie;
    }

    Tab opens() {
        var tab = browser.newTab();
        tab.open(node.url());
        return tab;
    }

    /** The README's first steps. */
    Tab logsIn() {
        var tab = opens();
        tab.press(CONNECT);
        tab.press("Allow");
        seesPlayer(tab, "Ready");
        seesAccount(tab, "Connected");
        assertThat(browser.cookies()).as("cookies").containsExactly(cookie);
        return tab;
    }

    void plays(Tab tab) {
        tab.press("Play");
        seesPlaying(tab);
    }

    void seesPlaying(Tab tab) {
        seesPlayer(tab, "Playing here");
        await().atMost(Tab.PATIENCE).until(() -> tab.offers("Pause"));
    }

    void seesPlayingInAnotherTab(Tab tab) {
        seesPlayer(tab, "Playing elsewhere");
        assertThat(tab.reads("Player")).contains("In another tab of this browser.");
    }

    void seesPlayer(Tab tab, String word) {
        sees(tab, "Player", word);
    }

    void seesAccount(Tab tab, String word) {
        sees(tab, "Account", word);
    }

    /** The row of this status begins with its name and exactly this word. */
    private static void sees(Tab tab, String row, String word) {
        await().atMost(Tab.PATIENCE).untilAsserted(() ->
                assertThat(tab.reads(row).replaceAll("\\s+", " ") + " ").startsWith(row + " " + word + " "));
    }

    int version(Tab tab) {
        var found = VERSION.matcher(tab.reads("Access token"));
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    void seesVersion(Tab tab, int version) {
        await().atMost(Tab.PATIENCE).until(() -> version(tab), seen -> seen >= version);
    }

    /** Signed out: the page asks to connect, the browser has no cookie of ours, and the next token call no session. */
    void isSignedOut(Tab tab) {
        await().atMost(Tab.PATIENCE).until(() -> tab.offers(CONNECT));
        assertThat(browser.cookies()).as("cookies").isEmpty();
        assertThat(nextTokenCall(tab)).isEqualTo("no_session");
    }

    /** @return the error that a token call of this page gets; "null" where it gets a token */
    String nextTokenCall(Tab tab) {
        return tab.evaluate("fetch('/api/token', { method: 'POST', headers: { 'Sostenuto-Client': 'test' } })"
                + ".then((answer) => answer.json()).then(({ error }) => String(error))");
    }

    @Override
    public void close() {
        browser.close();
    }
}
