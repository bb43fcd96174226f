package io.sostenuto.cluster;

import io.sostenuto.Listener;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;

/** What browsers ask for behind a proxy, by turns, and how often they were told what. */
final class Traffic {

    static final String CANARY = "code-canary-4712";

    private final Front front;
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();

    Traffic(Front front) {
        this.front = front;
    }

    /** Asks once; for one thread at a time with each listener. */
    void ask(Listener listener, int turn) {
        answers.merge(answer(listener, turn), 1, Integer::sum);
    }

    private String answer(Listener listener, int turn) {
        try {
            return switch (turn % 8) {
                case 0 -> "session " + told(listener.get("/api/session"));
                case 1 -> "page " + told(listener.get("/"));
                case 2 -> "callback " + told(front.browser().get("/api/callback?code=" + CANARY + "&state=" + CANARY));
                default -> "token " + told(listener.token());
            };
        } catch (UncheckedIOException broken) {
            return "broken " + broken.getCause();
        }
    }

    /** The status; of a failure the words as well. */
    private static String told(Listener.Answer answer) {
        return answer.status() < 400 ? String.valueOf(answer.status()) : answer.status() + " " + answer.response().body();
    }

    int answered() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    void assertNoneFailed() {
        assertThat(answers).containsOnlyKeys("token 200", "session 200", "page 200", "callback 303");
        assertThat(front.log()).as("paths are written").contains("/api/callback");
        assertThat(front.log()).as("queries are not").doesNotContain(CANARY, "?");
    }
}
