package io.sostenuto.grants.freshness;

import io.sostenuto.grants.entity.EndReason;
import io.sostenuto.grants.entity.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentEndsTest {

    private long nanos = Long.MAX_VALUE - 5; // a monotonic clock may begin anywhere
    private final RecentEnds ends = new RecentEnds(() -> nanos);
    private final SessionId session = SessionId.random();

    @Test
    void anEndIsKnownForAQuarterOfAnHour() {
        ends.add(session, EndReason.LOGOUT);
        nanos += RecentEnds.KEPT.toNanos() - 1;
        assertThat(ends.has(session)).isTrue();
        assertThat(ends.all()).containsEntry(session, EndReason.LOGOUT);
        nanos++;
        assertThat(ends.has(session)).isFalse();
        assertThat(ends.all()).isEmpty();
        assertThat(ends.has(SessionId.random())).isFalse();
    }

    @Test
    void whatIsHeardAgainIsKnownLongerAndKeepsItsReason() {
        ends.add(session, EndReason.LOGOUT);
        nanos += RecentEnds.KEPT.toNanos() - 1;
        ends.add(session, EndReason.OPERATOR);
        nanos++;
        assertThat(ends.all()).containsEntry(session, EndReason.LOGOUT);
    }

    @Test
    void theOldestMakeRoom() {
        ends.add(session, EndReason.LOGOUT);
        var last = SessionId.random();
        for (var i = 1; i < RecentEnds.MOST; i++) {
            ends.add(SessionId.random(), EndReason.OPERATOR);
        }
        assertThat(ends.has(session)).isTrue();
        ends.add(last, EndReason.LOGOUT);
        assertThat(ends.has(session)).isFalse();
        assertThat(ends.has(last)).isTrue();
        assertThat(ends.all()).hasSize(RecentEnds.MOST);
    }
}
