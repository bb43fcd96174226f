package io.sostenuto.bench;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class SeriesTest {

    @Test
    void ofElevenRunsTheIntervalLeavesOutOneAtEachEnd() {
        assertThat(upTo(11).interval()).containsExactly(2.0, 10.0);
    }

    @Test
    void ofFortyRunsTheIntervalLeavesOutThirteenAtEachEnd() {
        assertThat(upTo(40).interval()).containsExactly(14.0, 27.0);
    }

    @Test
    void ofFewRunsTheIntervalIsAllOfThem() {
        assertThat(upTo(3).interval()).containsExactly(1.0, 3.0);
        assertThat(upTo(1).interval()).containsExactly(1.0, 1.0);
    }

    private static Series upTo(int runs) {
        return new Series(List.copyOf(IntStream.rangeClosed(1, runs).mapToObj(run -> (double) (runs + 1 - run)).toList()));
    }
}
