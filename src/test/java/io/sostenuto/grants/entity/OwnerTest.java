package io.sostenuto.grants.entity;

import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class OwnerTest {

    private static String key(String issuer, String subject, String app) {
        return new Owner(issuer, subject, new AppName(app)).key();
    }

    @Test
    void ownersWhoDifferInAnythingHaveDifferentKeys() {
        var keys = List.of(key("https://a", "b", "default"), key("https://a", "b", "family"), key("https://ab", "", "default"),
                key("https://a", "bdefault", ""), key("https://a", "B", "default"), key("https://a\n", "b", "default"),
                key("https://a", "\nb", "default"), key("https://a", "\ud800", "default"), key("https://a", "\udc00", "default"),
                key("https://a", "?", "default"), key("https://a", "e\u0301", "default"), key("https://a", "\u00e9", "default"));
        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{64}"));
    }

    @Test
    void theSameOwnerHasTheSameKeyOnEveryNode() {
        assertThat(key("https://a", "b", "default")).isEqualTo(key("https://a", "b", "default"))
                .isEqualTo("a373dac7213cca41af2760ff390024e5068b84f0535c4c79b0a493cfcd637c52");
    }
}
