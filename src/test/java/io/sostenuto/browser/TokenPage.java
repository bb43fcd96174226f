package io.sostenuto.browser;

import com.microsoft.playwright.Page;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A page that does nothing but hold a token source: what an integrator's script does, a test does. */
final class TokenPage {

    private static final String SET_UP = """
            async ({ alone, userToken, ...options }) => {
              const { createTokenSource } = await import('/token/token-source.js');
              const clocks = { nowAhead: 0, wallAhead: 0 };
              const handed = [];
              const states = [];
              let count = 0;
              const users = {
                same: async () => 'jwt',
                new: async () => `jwt-${count += 1}`,
                rejects: () => Promise.reject(new Error('away')),
                throws: () => { throw new Error('away'); },
              };
              const tokens = createTokenSource({
                now: () => performance.now() + clocks.nowAhead, wall: () => Date.now() + clocks.wallAhead,
                ...(alone && { locks: null, channel: null }), ...options,
                ...(userToken && { userToken: () => users[userToken]() }),
              });
              tokens.addEventListener('change', () => states.push(tokens.state.name));
              Object.assign(globalThis, { tokens, clocks, handed, states });
            }""";
    private static final String STATE = """
            () => {
              const { until, obtainedOn, history, ...state } = tokens.state;
              return { ...state, wait: until === undefined ? undefined : until - Date.now() - clocks.wallAhead };
            }""";

    /** Options of a token source that knows of no other tab. */
    static final Map<String, Object> ALONE = Map.of("alone", true);

    final Page page;

    private TokenPage(Page page) {
        this.page = page;
    }

    /** @param page at an address of an origin that has the module */
    static TokenPage open(Page page) {
        return open(page, Map.of());
    }

    static TokenPage open(Page page, Map<String, Object> options) {
        page.evaluate(SET_UP, options);
        return new TokenPage(page);
    }

    /** The SDK asks. */
    void sdkAsks() {
        page.evaluate("() => tokens.getOAuthToken((token) => handed.push(token))");
    }

    /** @return what the SDK was given, in order */
    @SuppressWarnings("unchecked")
    List<String> handed() {
        return (List<String>) page.evaluate("() => handed");
    }

    List<String> handed(int count) {
        page.waitForFunction("(count) => handed.length >= count", count);
        assertThat(handed()).hasSize(count);
        return handed();
    }

    /** @return the token for a call of the Web API, or null */
    String current() {
        return (String) page.evaluate("async () => (await tokens.current())?.accessToken ?? null");
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> state() {
        return (Map<String, Object>) page.evaluate(STATE);
    }

    /** Waits for this state. */
    Map<String, Object> state(String name) {
        page.waitForFunction("(name) => tokens.state.name === name", name);
        return state();
    }

    int version() {
        return (int) state().get("version");
    }

    void versionIs(int version) {
        page.waitForFunction("(version) => tokens.state.version === version", version);
    }

    /** @return what happened, oldest first, like "renewed 2" or "failed network" */
    @SuppressWarnings("unchecked")
    List<String> history() {
        return (List<String>) page.evaluate(
                "() => tokens.state.history.map(({ kind, version, error }) => `${kind} ${version ?? error}`)");
    }

    /** @return how long it waits for the next try */
    Duration wait(Map<String, Object> state) {
        return Duration.ofMillis(((Number) state.get("wait")).longValue());
    }

    /** The computer's clock is set. */
    void setWall(Duration ahead) {
        page.evaluate("(ahead) => { clocks.wallAhead = ahead; }", (double) ahead.toMillis());
    }

    /** Time passes, by both clocks. */
    void age(Duration by) {
        page.evaluate("(by) => { clocks.nowAhead += by; clocks.wallAhead += by; }", (double) by.toMillis());
    }

    /** Lets everything happen that can happen at once: events, microtasks, the way to other tabs and back. */
    void settle() {
        page.evaluate("() => new Promise((resolve) => { const channel = new MessageChannel();"
                + " channel.port1.onmessage = resolve; channel.port2.postMessage(0); })");
    }

    @SuppressWarnings("unchecked")
    List<String> states() {
        return (List<String>) page.evaluate("() => states");
    }
}
