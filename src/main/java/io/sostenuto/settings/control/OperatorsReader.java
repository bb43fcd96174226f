package io.sostenuto.settings.control;

import io.sostenuto.settings.entity.ConfigurationException;
import io.sostenuto.settings.entity.Settings;

import java.util.Optional;
import java.util.stream.Collectors;

/** Reads how operators are told from others: MicroProfile JWT's own keys. */
final class OperatorsReader {

    private final SettingValues values;

    OperatorsReader(SettingValues values) {
        this.values = values;
    }

    /** @return empty where neither a key nor an issuer is set: then there is no API for operators */
    Optional<Settings.Operators> read() {
        var key = values.text("mp.jwt.verify.publickey");
        var location = values.text("mp.jwt.verify.publickey.location");
        var issuer = values.text("mp.jwt.verify.issuer");
        if (key.isPresent() && location.isPresent()) {
            throw new ConfigurationException("mp.jwt.verify.publickey",
                    "and mp.jwt.verify.publickey.location are both set: keep one of them");
        }
        if (key.or(() -> location).isPresent() != issuer.isPresent()) {
            throw new ConfigurationException("mp.jwt.verify.issuer", "should be set together with mp.jwt.verify.publickey"
                    + " or mp.jwt.verify.publickey.location: both for the operators' API, none for leaving it off");
        }
        location.ifPresent(OperatorsReader::requireTls);
        var audiences = values.list("mp.jwt.verify.audiences").collect(Collectors.toUnmodifiableSet());
        return key.or(() -> location)
                .map(value -> new Settings.Operators(value, location.isPresent(), issuer.orElseThrow(), audiences));
    }

    /** A file, unless it is written as an address of the web. */
    private static void requireTls(String location) {
        if (!location.matches("(?i)https?:.*")) {
            return;
        }
        var key = "mp.jwt.verify.publickey.location";
        if (SettingValues.address(key, location).isEmpty()) {
            throw new ConfigurationException(key, "should be a file, or an https URL of a JWK set");
        }
    }
}
