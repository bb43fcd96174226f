package io.sostenuto.tokens.entity;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A token of version 7 that had an hour to live, unless the row says otherwise; the margin is five minutes. */
class RenewalNeedTest {

    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static RenewalNeed need(Integer newerThan, Integer minTtl, int left, int life) {
        var request = new TokenRequest(Optional.ofNullable(newerThan), Optional.ofNullable(minTtl).map(Duration::ofSeconds));
        return RenewalNeed.of(request, 7, Duration.ofSeconds(left), Duration.ofSeconds(life), MARGIN);
    }

    @ParameterizedTest
    @CsvSource({
            "3600, 3600, NONE",
            " 301, 3600, NONE",
            " 300, 3600, DUE",
            "   0, 3600, DUE",
            "   0,    0, DUE",
            " 151,  600, NONE",
            " 150,  600, DUE"})
    void itIsDueAtTheMarginOrAtAQuarterOfAShortLife(int left, int life, RenewalNeed need) {
        assertThat(need(null, null, left, life)).isEqualTo(need);
    }

    @ParameterizedTest
    @CsvSource({
            "6, 1800, NONE",
            "7, 1800, REJECTED",
            "8, 1800, NONE",
            "7,  300, DUE"})
    void itIsRejectedByTheVersionThatTheCallerNames(int newerThan, int left, RenewalNeed need) {
        assertThat(need(newerThan, null, left, 3600)).isEqualTo(need);
    }

    @ParameterizedTest
    @CsvSource({
            "1800, 1800, NONE",
            "1801, 1800, LONGER",
            "7200, 3570, LONGER",
            "7200, 3571, NONE",
            "1800,  300, DUE"})
    void aCallerMayWantMoreLifeThanIsLeftUnlessTheTokenIsFresh(int minTtl, int left, RenewalNeed need) {
        assertThat(need(null, minTtl, left, 3600)).isEqualTo(need);
    }

    @ParameterizedTest
    @CsvSource({"NONE, false", "DUE, false", "LONGER, true", "REJECTED, true"})
    void whatACallerAsksForBeforeItIsDueIsEarly(RenewalNeed need, boolean early) {
        assertThat(need.isEarly()).isEqualTo(early);
    }
}
