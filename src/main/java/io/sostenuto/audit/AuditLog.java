package io.sostenuto.audit;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.storage.time.Clocks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.spi.JsonProvider;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes audit events as JSON, one a line, to the logger {@code io.sostenuto.audit}; where its lines go is the server's
 * configuration. Sessions appear by their {@link SessionNames}; no token, cookie or code ever does.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html">OWASP: Logging Vocabulary</a>
 */
@ApplicationSingleton
public class AuditLog {

    private static final Logger LINES = Logger.getLogger("io.sostenuto.audit");
    private static final JsonProvider JSON = JsonProvider.provider();

    private final SessionNames names;
    private final AuditBrake hostile;
    private final Clocks clocks;

    @Inject
    public AuditLog(SessionNames names, AuditBrake hostile) {
        this(names, hostile, Clocks.OF_THIS_MACHINE);
    }

    AuditLog(SessionNames names, AuditBrake hostile, Clocks clocks) {
        this.names = names;
        this.hostile = hostile;
        this.clocks = clocks;
    }

    void write(@Observes AuditEvent event) {
        if (hostile.admits(event.kind())) {
            LINES.log(event.kind().warning() ? Level.WARNING : Level.INFO, "{0}", line(event));
        }
    }

    private String line(AuditEvent event) {
        var kind = event.kind();
        var json = JSON.createObjectBuilder()
                .add("datetime", clocks.wall().toString())
                .add("appid", "sostenuto")
                .add("event", event.user().map(user -> kind.event() + ":" + user).orElse(kind.event()))
                .add("level", kind.warning() ? "WARN" : "INFO")
                .add("description", kind.description());
        event.session().ifPresent(session -> json.add("session", names.of(session)));
        event.user().ifPresent(user -> json.add("user", user));
        event.reason().ifPresent(reason -> json.add("reason", reason));
        event.address().ifPresent(address -> json.add("source_ip", address));
        event.client().ifPresent(client -> json.add("client", client));
        return json.build().toString();
    }
}
