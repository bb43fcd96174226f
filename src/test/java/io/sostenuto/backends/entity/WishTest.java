package io.sostenuto.backends.entity;

import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WishTest {

    private static final String LEAST = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
            + "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&subject_token=x";
    private static final AppName FAMILY = new AppName("family");

    private static Wish read(String body) {
        return Wish.read(Form.read(body.getBytes(StandardCharsets.UTF_8)), Set.of(AppName.DEFAULT, FAMILY));
    }

    @Test
    void withoutAnAudienceItIsTheAppWithoutAName() {
        var wish = read(LEAST);
        assertThat(wish.app()).isEqualTo(AppName.DEFAULT);
        assertThat(wish.newerThan()).isEmpty();
        assertThat(wish.minTtl()).isEmpty();
    }

    @Test
    void allOfItIsRead() {
        var wish = read(LEAST + "&audience=family&newer_than=7&min_ttl=3500"
                + "&requested_token_type=urn:ietf:params:oauth:token-type:access_token&of_a_later_release=1");
        assertThat(wish.app()).isEqualTo(FAMILY);
        assertThat(wish.newerThan()).contains(7);
        assertThat(wish.minTtl()).contains(Duration.ofSeconds(3500));
        assertThat(read(LEAST + "&newer_than=2147483647&min_ttl=86400").newerThan()).contains(Integer.MAX_VALUE);
        assertThat(read(LEAST + "&min_ttl=0").minTtl()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
            "newer_than=0, invalid_request",
            "newer_than=2147483648, invalid_request",
            "newer_than=1.5, invalid_request",
            "newer_than=-1, invalid_request",
            "min_ttl=86401, invalid_request",
            "min_ttl=an_hour, invalid_request",
            "resource=https://api.spotify.com, invalid_request",
            "scope=streaming, invalid_request",
            "actor_token=x, invalid_request",
            "actor_token_type=urn:ietf:params:oauth:token-type:jwt, invalid_request",
            "requested_token_type=urn:ietf:params:oauth:token-type:refresh_token, invalid_request",
            "audience=nobody, invalid_target",
            "audience=Family, invalid_target"})
    void whatIsNotOfferedIsRefused(String more, String code) {
        assertThatThrownBy(() -> read(LEAST + "&" + more)).isInstanceOf(OAuthRefused.class).hasMessage(code);
    }

    @ParameterizedTest
    @CsvSource({
            "grant_type=client_credentials, unsupported_grant_type",
            "subject_token=x, invalid_request",
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange, invalid_request",
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=urn:ietf:params:oauth:token-type:access_token, invalid_request"})
    void anythingButTheExchangeOfAJwtIsRefused(String body, String code) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(OAuthRefused.class).hasMessage(code);
    }
}
