package io.sostenuto.launcher;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpClientBodyTest {

    private final HttpClientBody body = new HttpClientBody();
    private final Source source = new Source();

    private static final class Source implements Flow.Subscription {

        private long asked;
        private boolean cancelled;

        @Override
        public void request(long parts) {
            asked += parts;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @BeforeEach
    void begin() {
        body.onSubscribe(source);
    }

    private void comes(String... parts) {
        body.onNext(List.of(parts).stream().map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8))).toList());
    }

    private InputStream read() {
        return body.getBody().toCompletableFuture().getNow(null);
    }

    private static String start(InputStream stream, int length) throws IOException {
        return new String(stream.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void whatComesInPartsIsReadInOne() throws IOException {
        assertThat(source.asked).isEqualTo(1);
        comes("one ", "two ");
        assertThat(source.asked).isEqualTo(2);
        comes("three");
        assertThat(read()).as("before the end").isNull();
        body.onComplete();
        assertThat(read()).hasContent("one two three");
        assertThat(source.cancelled).isFalse();
    }

    @Test
    void aBodyOfTheGreatestSizeIsWhole() {
        comes("a".repeat(HttpClientBody.MOST));
        assertThat(read()).isNull();
        body.onComplete();
        assertThat(read()).hasContent("a".repeat(HttpClientBody.MOST));
    }

    @Test
    void aLargerOneIsCutOneOctetBeyondAndLeftAlone() throws IOException {
        comes("a".repeat(HttpClientBody.MOST));
        comes("b".repeat(1000), "c");
        assertThat(source.cancelled).isTrue();
        assertThat(source.asked).as("nothing is asked for any more").isEqualTo(2);
        comes("d".repeat(1000));
        body.onComplete();
        assertThat(read().readAllBytes()).hasSize(HttpClientBody.MOST + 1);
    }

    @Test
    void whatCameBeforeItBrokeIsReadAndThenTheFailure() throws IOException {
        comes("half");
        body.onError(new EOFException("broken off"));
        var stream = read();
        assertThat(start(stream, 4)).isEqualTo("half");
        assertThatThrownBy(stream::read).isInstanceOf(EOFException.class).hasMessage("broken off");
    }

    @Test
    void whatIsNotThereInTimeIsGivenUp() throws IOException {
        comes("half");
        body.giveUp();
        assertThat(source.cancelled).isTrue();
        comes(" and the rest");
        body.onComplete();
        var stream = read();
        assertThat(start(stream, 4)).isEqualTo("half");
        assertThatThrownBy(stream::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    void whatWasGivenUpBeforeItBeganIsNotTaken() {
        var late = new HttpClientBody();
        late.giveUp();
        var begun = new Source();
        late.onSubscribe(begun);
        assertThat(begun.cancelled).isTrue();
        assertThat(begun.asked).isZero();
    }

    @Test
    void whatIsWholeIsNotGivenUp() {
        comes("whole");
        body.onComplete();
        body.giveUp();
        assertThat(source.cancelled).isFalse();
        assertThat(read()).hasContent("whole");
    }

    @Test
    void aSecondSourceIsRefused() {
        var second = new Source();
        body.onSubscribe(second);
        assertThat(second.cancelled).isTrue();
        assertThat(source.cancelled).isFalse();
    }
}
