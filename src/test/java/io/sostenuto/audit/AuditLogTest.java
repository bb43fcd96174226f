package io.sostenuto.audit;

import io.sostenuto.FakeClocks;
import io.sostenuto.audit.AuditEvent.Kind;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.entity.SpotifyUser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;

class AuditLogTest {

    private static final Logger LOG = Logger.getLogger("io.sostenuto.audit");
    private static final SessionId SESSION = SessionId.random();

    private final FakeClocks clocks = new FakeClocks();
    private final SessionNames names = new SessionNames();
    private final AuditLog audit = new AuditLog(names, new AuditBrake(clocks.monotonic), clocks.both);
    private final List<LogRecord> written = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            written.add(line);
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    private String line(int number) {
        return String.valueOf(written.get(number).getParameters()[0]);
    }

    @Test
    void aLineTellsWhenWhatAndWhose() {
        audit.write(AuditEvent.of(Kind.SESSION_ENDED, SESSION, Optional.of(new SpotifyUser("ada", Optional.empty())), "logout")
                .from(Optional.of("192.0.2.7")));
        assertThat(line(0)).isEqualTo("{\"datetime\":\"2027-01-15T08:00:00Z\",\"appid\":\"sostenuto\",\"event\":\"session_expired:ada\","
                + "\"level\":\"INFO\",\"description\":\"a session was ended for good\",\"session\":\"" + names.of(SESSION)
                + "\",\"user\":\"ada\",\"reason\":\"logout\",\"source_ip\":\"192.0.2.7\"}");
        assertThat(written.get(0).getLevel()).isEqualTo(Level.INFO);
        clocks.pass(Duration.ofMillis(1_250));
        audit.write(AuditEvent.of(Kind.INCIDENT_OPENED));
        assertThat(line(1)).isEqualTo("{\"datetime\":\"2027-01-15T08:00:01.250Z\",\"appid\":\"sostenuto\","
                + "\"event\":\"sys_incident_opened\",\"level\":\"WARN\",\"description\":\"" + Kind.INCIDENT_OPENED.description() + "\"}");
        assertThat(written.get(1).getLevel()).isEqualTo(Level.WARNING);
    }

    @Test
    void whatAnybodyCanCauseIsWrittenSixtyTimesAMinute() {
        for (var cookie = 0; cookie < 100; cookie++) {
            audit.write(AuditEvent.of(Kind.COOKIE_REFUSED));
        }
        assertThat(written).hasSize(60);
    }
}
