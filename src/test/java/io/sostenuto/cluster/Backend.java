package io.sostenuto.cluster;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import io.sostenuto.ApiDescription;
import io.sostenuto.Node;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A backend of somebody else's make: Nimbus' client for OAuth 2.0, which knows nothing of this product. */
final class Backend {

    static final String EXCHANGE = "/api/oauth/token";
    static final String REVOKE = "/api/oauth/revoke";

    private final String name;
    private final String publicUrl;

    Backend(String name, String publicUrl) {
        this.name = name;
        this.publicUrl = publicUrl;
    }

    static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @return what is published of them */
    static String published(ECKey... keys) {
        return new JWKSet(List.of(keys)).toString();
    }

    ClientAuthentication secret(String secret) {
        return new ClientSecretBasic(new ClientID(name), new Secret(secret));
    }

    ClientAuthentication signed(ECKey key) {
        return signed(key, publicUrl + EXCHANGE, Instant.now().plusSeconds(60));
    }

    ClientAuthentication signed(ECKey key, String audience, Instant expiry) {
        try {
            var claims = new JWTAuthenticationClaimsSet(new ClientID(name), List.of(new Audience(audience)), Date.from(expiry), null, null,
                    new JWTID(UUID.randomUUID().toString()));
            return new PrivateKeyJWT(claims, JWSAlgorithm.ES256, key.toECPrivateKey(), key.getKeyID(), null);
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @return a JWT in which this backend names a user itself */
    String subject(ECKey key, String user) {
        return token(key, "subject+jwt", name, user, publicUrl);
    }

    static String token(ECKey key, String type, String issuer, String subject, String audience) {
        try {
            var claims = new JWTClaimsSet.Builder().issuer(issuer).subject(subject).audience(audience).jwtID(UUID.randomUUID().toString())
                    .expirationTime(Date.from(Instant.now().plusSeconds(120))).build();
            var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).type(new JOSEObjectType(type)).build(), claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @param more names of parameters, each with its value after it */
    static HTTPResponse exchange(Node at, ClientAuthentication as, String subjectToken, String... more) {
        var grant = new TokenExchangeGrant(new TypelessAccessToken(subjectToken), TokenTypeURI.JWT);
        var request = new TokenRequest.Builder(URI.create(at.url() + EXCHANGE), as, grant);
        for (var index = 0; index < more.length; index += 2) {
            request.customParameter(more[index], more[index + 1]);
        }
        return send(request.build().toHTTPRequest());
    }

    static HTTPResponse revoke(Node at, ClientAuthentication as, String subjectToken, Map<String, List<String>> more) {
        return send(new TokenRevocationRequest(URI.create(at.url() + REVOKE), List.of(as), new TypelessAccessToken(subjectToken), more).toHTTPRequest());
    }

    private static HTTPResponse send(HTTPRequest request) {
        try {
            var response = request.send();
            ApiDescription.check("POST", request.getURI().getRawPath(), response.getStatusCode(), response::getHeaderValue, response.getBody());
            return response;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    static String error(HTTPResponse response) {
        try {
            var json = response.getBodyAsJSONObject();
            return json.containsKey("reason") ? json.getAsString("error") + " " + json.getAsString("reason") : json.getAsString("error");
        } catch (ParseException noJson) {
            throw new AssertionError(response.getBody(), noJson);
        }
    }
}
