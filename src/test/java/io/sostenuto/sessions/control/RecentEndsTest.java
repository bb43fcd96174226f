package io.sostenuto.sessions.control;

import io.sostenuto.sessions.entity.End;
import io.sostenuto.sessions.entity.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentEndsTest {

    private long nanos = Long.MAX_VALUE - 5; // a monotonic clock may begin anywhere
    private final RecentEnds ends = new RecentEnds(() -> nanos);
    private final SessionId session = SessionId.random();

    @Test
    void anEndIsKnownForAQuarterOfAnHour() {
        ends.add(session, End.LOGOUT);
        nanos += RecentEnds.KEPT.toNanos() - 1;
        assertThat(ends.has(session)).isTrue();
        assertThat(ends.all()).containsEntry(session, End.LOGOUT);
        nanos++;
        assertThat(ends.has(session)).isFalse();
        assertThat(ends.all()).isEmpty();
        assertThat(ends.has(SessionId.random())).isFalse();
    }

    @Test
    void whatIsHeardAgainIsKnownLongerAndKeepsItsReason() {
        ends.add(session, End.LOGOUT);
        nanos += RecentEnds.KEPT.toNanos() - 1;
        ends.add(session, End.OPERATOR);
        nanos++;
        assertThat(ends.all()).containsEntry(session, End.LOGOUT);
    }

    @Test
    void theOldestMakeRoom() {
        ends.add(session, End.LOGOUT);
        var last = SessionId.random();
        for (var i = 1; i < RecentEnds.MOST; i++) {
            ends.add(SessionId.random(), End.OPERATOR);
        }
        assertThat(ends.has(session)).isTrue();
        ends.add(last, End.LOGOUT);
        assertThat(ends.has(session)).isFalse();
        assertThat(ends.has(last)).isTrue();
        assertThat(ends.all()).hasSize(RecentEnds.MOST);
    }
}
