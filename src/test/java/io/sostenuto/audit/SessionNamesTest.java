package io.sostenuto.audit;

import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionNamesTest {

    private static final SessionId SESSION = new SessionId("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    private final SessionNames names = new SessionNames();

    /** Nodes of different releases list and end each other's sessions: this value must stay. */
    @Test
    void aSessionHasTheSameNameEverywhereAndForEver() {
        assertThat(names.of(SESSION)).isEqualTo("425ec5cfb2ceb4cb41d95abb");
        assertThat(new SessionNames().of(SESSION)).isEqualTo(names.of(SESSION));
    }

    @Test
    void theNameShowsNeitherTheIdNorItsOtherHashes() {
        assertThat(names.of(SESSION)).matches("[0-9a-f]{24}").doesNotContain(SESSION.toString());
        assertThat(SessionId.hash(SESSION.value())).doesNotContain(names.of(SESSION));
        assertThat(names.of(SessionId.random())).isNotEqualTo(names.of(SessionId.random()));
    }
}
