package io.sostenuto.peer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.JdbcOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

/** Login at Spotify, tokens in a database, and one path that answers with an access token that is good. */
@SpringBootApplication
public class Peer {

    public static void main(String[] arguments) {
        SpringApplication.run(Peer.class, arguments);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(paths -> paths.requestMatchers("/ready").permitAll().anyRequest().authenticated())
                .oauth2Login(Customizer.withDefaults()).oauth2Client(Customizer.withDefaults()).build();
    }

    @Bean
    OAuth2AuthorizedClientService tokens(JdbcOperations database, ClientRegistrationRepository apps) {
        return new JdbcOAuth2AuthorizedClientService(database, apps);
    }

    @Bean
    OAuth2AuthorizedClientManager renewals(ClientRegistrationRepository apps, OAuth2AuthorizedClientRepository tokens) {
        var manager = new DefaultOAuth2AuthorizedClientManager(apps, tokens);
        manager.setAuthorizedClientProvider(
                OAuth2AuthorizedClientProviderBuilder.builder().authorizationCode().refreshToken().build());
        return manager;
    }

    /** What browsers ask. */
    @RestController
    static class Token {

        private final OAuth2AuthorizedClientManager renewals;

        Token(OAuth2AuthorizedClientManager renewals) {
            this.renewals = renewals;
        }

        @GetMapping("/ready")
        String ready() {
            return "ready";
        }

        @GetMapping("/token")
        Map<String, Object> token(Authentication user, HttpServletRequest request, HttpServletResponse response) {
            var token = renewals.authorize(OAuth2AuthorizeRequest.withClientRegistrationId("spotify").principal(user)
                    .attribute(HttpServletRequest.class.getName(), request)
                    .attribute(HttpServletResponse.class.getName(), response).build()).getAccessToken();
            return Map.of("accessToken", token.getTokenValue(), "expiresAt", token.getExpiresAt().getEpochSecond());
        }
    }
}
