package io.sostenuto.storage.control;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class GatheringTest {

    private final List<List<String>> asked = new ArrayList<>();
    /** What the database has yet to answer. */
    private final Queue<Runnable> database = new ArrayDeque<>();
    private final Queue<Runnable> goingOn = new ArrayDeque<>();

    private Gathering<String, String> gathering(Executor goingOn) {
        return new Gathering<>(3, questions -> {
            asked.add(questions);
            var answer = new CompletableFuture<Map<String, String>>();
            database.add(() -> answer.complete(questions.stream().filter(question -> !question.equals("unknown"))
                    .collect(Collectors.toMap(question -> question, question -> question + "!"))));
            return answer;
        }, () -> false, goingOn);
    }

    @Test
    void whatComesWhileTheDatabaseIsAskedIsAskedTogether() {
        var gathering = gathering(Runnable::run);
        var first = gathering.ask("a").toCompletableFuture();
        var others = List.of("b", "unknown", "c", "d").stream().map(gathering::ask).toList();
        assertThat(asked).containsExactly(List.of("a"));
        database.remove().run();
        assertThat(first).isCompletedWithValue(Optional.of("a!"));
        assertThat(asked).containsExactly(List.of("a"), List.of("b", "unknown", "c"));
        database.remove().run();
        assertThat(asked).contains(List.of("d"));
        assertThat(others.get(0).toCompletableFuture()).isCompletedWithValue(Optional.of("b!"));
        assertThat(others.get(1).toCompletableFuture()).isCompletedWithValue(Optional.empty());
        assertThat(others.get(3).toCompletableFuture()).isNotCompleted();
    }

    @Test
    void theNextAreAskedWhileThoseBeforeGoOn() {
        var gathering = gathering(goingOn::add);
        var first = gathering.ask("a").toCompletableFuture();
        gathering.ask("b");
        database.remove().run();
        assertThat(asked).containsExactly(List.of("a"), List.of("b"));
        assertThat(first).isNotCompleted();
        goingOn.remove().run();
        assertThat(first).isCompletedWithValue(Optional.of("a!"));
    }

    @Test
    void aNodeThatEndsAnswersThoseWhoWait() {
        var gathering = gathering(work -> {
            throw new RejectedExecutionException("the node ends");
        });
        var first = gathering.ask("a").toCompletableFuture();
        database.remove().run();
        assertThat(first).isCompletedWithValue(Optional.of("a!"));
    }
}
