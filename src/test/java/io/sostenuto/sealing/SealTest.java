package io.sostenuto.sealing;

import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealTest {

    private final SealKey first = SealKey.generate();
    private final SealKey second = SealKey.generate();
    private final Seal seal = new Seal(List.of(first));

    @Test
    void whatWasClosedOpensAgain() {
        var sealed = seal.close(Purpose.REFRESH_TOKEN, "session\n1", "AQ-secret");
        assertThat(sealed).startsWith(first.id() + ".").doesNotContain("AQ-secret");
        assertThat(seal.open(Purpose.REFRESH_TOKEN, "session\n1", sealed)).contains("AQ-secret");
    }

    @Test
    void theSameTextIsClosedDifferentlyEachTime() {
        assertThat(seal.close(Purpose.JOURNAL, "", "x")).isNotEqualTo(seal.close(Purpose.JOURNAL, "", "x"));
    }

    @Test
    void nothingOpensInAnotherPlace() {
        var sealed = seal.close(Purpose.REFRESH_TOKEN, "session\n1", "secret");
        assertThat(seal.open(Purpose.ACCESS_TOKEN, "session\n1", sealed)).as("another purpose").isEmpty();
        assertThat(seal.open(Purpose.REFRESH_TOKEN, "session\n2", sealed)).as("another generation").isEmpty();
        assertThat(seal.open(Purpose.REFRESH_TOKEN, "other\n1", sealed)).as("another session").isEmpty();
    }

    @Test
    void anyFlippedCharacterKeepsItClosed() {
        var sealed = seal.close(Purpose.SESSION_COOKIE, "", "secret");
        for (int i = 0; i < sealed.length(); i++) {
            var flipped = new StringBuilder(sealed);
            flipped.setCharAt(i, sealed.charAt(i) == 'A' ? 'B' : 'A');
            assertThat(seal.open(Purpose.SESSION_COOKIE, "", flipped.toString())).as("character %d", i).isEmpty();
        }
        assertThat(seal.open(Purpose.SESSION_COOKIE, "", sealed.substring(0, sealed.length() - 5))).isEmpty();
        assertThat(seal.open(Purpose.SESSION_COOKIE, "", "")).isEmpty();
        assertThat(seal.open(Purpose.SESSION_COOKIE, "", first.id() + ".***")).isEmpty();
    }

    @Test
    void onlyOneWritingOfASealedTextOpens() {
        for (var length = 1; length <= 3; length++) { // with no, two and four spare bits in the last character
            var sealed = seal.close(Purpose.SESSION_COOKIE, "", "s".repeat(length));
            var opens = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars()
                    .mapToObj(last -> sealed.substring(0, sealed.length() - 1) + (char) last)
                    .filter(text -> seal.open(Purpose.SESSION_COOKIE, "", text).isPresent()).toList();
            assertThat(opens).containsExactly(sealed);
            assertThat(seal.open(Purpose.SESSION_COOKIE, "", sealed + "=")).isEmpty();
        }
    }

    @Test
    void aRotationOpensTheOldAndSealsWithTheNew() {
        var old = seal.close(Purpose.JOURNAL, "", "kept");
        var rotated = new Seal(List.of(second, first));
        assertThat(rotated.open(Purpose.JOURNAL, "", old)).contains("kept");
        assertThat(rotated.current(old)).isFalse();
        assertThat(rotated.close(Purpose.JOURNAL, "", "new")).startsWith(second.id() + ".");
        assertThat(new Seal(List.of(second)).open(Purpose.JOURNAL, "", old)).as("the key is gone").isEmpty();
    }

    @Test
    void otherKeysAreUsedFromOneMomentOn() {
        var exchanged = new Seal(List.of(first));
        var old = exchanged.close(Purpose.JOURNAL, "", "text");
        exchanged.use(List.of(second, first));
        assertThat(exchanged.current(old)).isFalse();
        assertThat(exchanged.open(Purpose.JOURNAL, "", old)).contains("text");
        assertThat(exchanged.close(Purpose.JOURNAL, "", "text")).startsWith(second.id() + ".");
        exchanged.use(List.of(second));
        assertThat(exchanged.open(Purpose.JOURNAL, "", old)).isEmpty();
    }

    @Test
    void aForeignKeyWithTheSameIdOpensNothing() {
        var sealed = seal.close(Purpose.JOURNAL, "", "x");
        var foreign = new Seal(List.of(new SealKey(first.id(), second.bytes())));
        assertThat(foreign.open(Purpose.JOURNAL, "", sealed)).isEmpty();
    }

    @Test
    void keysAreReadAsTheyAreWrittenAndNeverPrinted() {
        assertThat(SealKey.parse(first.written() + ", " + second.written()))
                .extracting(SealKey::id).containsExactly(first.id(), second.id());
        assertThat(first.toString()).doesNotContain(first.written().split(":")[1]);
        for (var wrong : List.of("nokey", "a:short", "a:" + "!".repeat(44), first.written() + "," + first.written())) {
            assertThatThrownBy(() -> SealKey.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
