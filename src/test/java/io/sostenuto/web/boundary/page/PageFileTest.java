package io.sostenuto.web.boundary.page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PageFileTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "gzip|true", "br, gzip, zstd|true", "GZIP;q=0.1|true", "*|true", "deflate, *;q=0.5|true",
            "br|false", "gzip;q=0|false", "gzip; q=0.000, *|false", "*;q=0|false", "identity|false"})
    void gzipIsForWhoTakesIt(String header, boolean takes) {
        assertThat(PageFile.takesGzip(List.of(header))).isEqualTo(takes);
    }

    @Test
    void whoSaysNothingGetsItPlain() {
        assertThat(PageFile.takesGzip(List.of())).isFalse();
    }
}
