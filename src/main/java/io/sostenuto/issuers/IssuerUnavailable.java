package io.sostenuto.issuers;

/** The keys of an issuer of tokens were never fetched, and cannot be at the moment: nobody can tell whose a token is. */
public class IssuerUnavailable extends RuntimeException {
    IssuerUnavailable() {
        super("the issuer's keys could not be fetched yet", null);
    }
}
