package io.sostenuto.storage.entity;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTest {

    private final SQLException closed = new SQLException("closed");
    private final StorageUnavailable unavailable = new StorageUnavailable("away", closed);

    @Test
    void theRootIsTheLastCause() {
        assertThat(Causes.root(new CompletionException(unavailable))).isSameAs(closed);
        assertThat(Causes.root(closed)).isSameAs(closed);
    }

    @Test
    void causesInARingComeToAnEnd() {
        var first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        assertThat(Causes.of(first)).hasSizeBetween(2, 100);
        assertThat(Causes.root(first)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDatabaseThatIsAwayIsKnownHoweverDeepItIsWrapped() {
        assertThat(StorageUnavailable.isCauseOf(unavailable)).isTrue();
        assertThat(StorageUnavailable.isCauseOf(new CompletionException(new CompletionException(unavailable)))).isTrue();
        assertThat(StorageUnavailable.isCauseOf(new CompletionException(closed))).isFalse();
    }
}
