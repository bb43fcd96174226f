package io.sostenuto.accounts.transport;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;

/** Why a far side's certificate was refused, in words that are safe to log: what a stranger wrote into it is cut and cleaned. */
final class UntrustedCertificate extends CertificateException {

    private static final long serialVersionUID = 1;

    UntrustedCertificate(X509Certificate[] chain, CertificateException refusal) {
        super(words(chain, refusal), refusal);
    }

    private static String words(X509Certificate[] chain, CertificateException refusal) {
        var own = chain[0];
        if (CallFailure.has(refusal, CertificateExpiredException.class)) {
            return "a certificate has expired (" + named(firstOver(chain)) + ")";
        }
        if (CallFailure.has(refusal, CertificateNotYetValidException.class)) {
            return "a certificate is not valid yet, or this machine's clock is wrong (" + named(own) + ")";
        }
        if (CallFailure.has(refusal, CertPathBuilderException.class)) {
            return "the authority of its certificate is not known (" + named(chain[chain.length - 1])
                    + "): sostenuto.trusted-certificates may name it";
        }
        return String.valueOf(refusal.getMessage()).startsWith("No ") // the JDK's check of the name, which has no type of its own
                ? "its certificate is for another name (" + named(own) + ")"
                : "its certificate is not accepted (" + named(own) + "; " + CallFailure.safe(refusal.getMessage()) + ")";
    }

    private static X509Certificate firstOver(X509Certificate... chain) {
        for (var one : chain) {
            try {
                one.checkValidity();
            } catch (CertificateException over) {
                return one;
            }
        }
        return chain[0];
    }

    private static String named(X509Certificate certificate) {
        return "subject " + CallFailure.safe(certificate.getSubjectX500Principal().getName())
                + ", issuer " + CallFailure.safe(certificate.getIssuerX500Principal().getName());
    }
}
