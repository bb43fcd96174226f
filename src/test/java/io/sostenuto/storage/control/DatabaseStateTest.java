package io.sostenuto.storage.control;

import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseStateTest {

    private static final Throwable READ_ONLY = new PersistenceException(
            new SQLException("cannot execute INSERT in a read-only transaction", "25006"));

    private long nanos;
    private final DatabaseState presence = new DatabaseState(() -> nanos);

    @BeforeEach
    void itWasReached() {
        presence.reached();
        nanos++;
    }

    @Test
    void aFailureAloneIsNoOutage() {
        presence.doubt();
        assertThat(presence.isOpen()).isTrue();
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.PRESENT);
        presence.wrote();
        assertThat(presence.isOpen()).isFalse();
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.PRESENT);
    }

    @Test
    void aTrialThatFailsMakesItAwayAndOnlyAWriteBringsItBack() {
        presence.doubt();
        presence.failed(presence.now(), READ_ONLY);
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.AWAY);
        presence.failed(presence.now(), READ_ONLY);
        assertThat(presence.isOpen()).as("it is tried again").isTrue();
        nanos++;
        presence.wrote();
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.PRESENT);
        assertThat(presence.isOpen()).isFalse();
    }

    @Test
    void aTrialSaysNothingWhereSomebodyElsesWriteWasStoredMeanwhile() {
        presence.doubt();
        var begun = presence.now();
        nanos++;
        presence.wrote();
        presence.doubt();
        presence.failed(begun, READ_ONLY);
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.PRESENT);
    }

    @Test
    void aTrialThatIsNotAllowedHasBeenAnswered() {
        presence.doubt();
        presence.failed(presence.now(), new SQLException("permission denied", "42501"));
        assertThat(presence.state()).isEqualTo(DatabaseGate.State.PRESENT);
        assertThat(presence.isOpen()).isFalse();
    }
}
