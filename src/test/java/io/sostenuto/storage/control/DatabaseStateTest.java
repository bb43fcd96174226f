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
    private final DatabaseState databaseState = new DatabaseState(() -> nanos);

    @BeforeEach
    void itWasReached() {
        databaseState.reached();
        nanos++;
    }

    @Test
    void aFailureAloneIsNoOutage() {
        databaseState.doubt();
        assertThat(databaseState.isOpen()).isTrue();
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.PRESENT);
        databaseState.wrote();
        assertThat(databaseState.isOpen()).isFalse();
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.PRESENT);
    }

    @Test
    void aTrialThatFailsMakesItAwayAndOnlyAWriteBringsItBack() {
        databaseState.doubt();
        databaseState.failed(databaseState.now(), READ_ONLY);
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.AWAY);
        databaseState.failed(databaseState.now(), READ_ONLY);
        assertThat(databaseState.isOpen()).as("it is tried again").isTrue();
        nanos++;
        databaseState.wrote();
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.PRESENT);
        assertThat(databaseState.isOpen()).isFalse();
    }

    @Test
    void aTrialSaysNothingWhereSomebodyElsesWriteWasStoredMeanwhile() {
        databaseState.doubt();
        var begun = databaseState.now();
        nanos++;
        databaseState.wrote();
        databaseState.doubt();
        databaseState.failed(begun, READ_ONLY);
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.PRESENT);
    }

    @Test
    void aTrialThatIsNotAllowedHasBeenAnswered() {
        databaseState.doubt();
        databaseState.failed(databaseState.now(), new SQLException("permission denied", "42501"));
        assertThat(databaseState.state()).isEqualTo(DatabaseGate.State.PRESENT);
        assertThat(databaseState.isOpen()).isFalse();
    }
}
