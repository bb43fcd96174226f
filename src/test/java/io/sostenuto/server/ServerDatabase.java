package io.sostenuto.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jboss.arquillian.test.spi.event.suite.BeforeSuite;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An empty PostgreSQL that is there before the server starts, and while it ends, so that an operator's own data source is what is
 * tested. Payara Micro alone runs with the embedded database.
 */
public class ServerDatabase implements LoadableExtension {

    private static final int BEFORE_THE_SERVER = 100;
    private static final int AFTER_THE_SERVER = -100;
    private static EmbeddedPostgres postgres;

    @Override
    public void register(ExtensionBuilder builder) {
        if (SharedServer.runsOn("payara-micro")) {
            return;
        }
        builder.observer(ServerDatabase.class);
    }

    public void start(@Observes(precedence = BEFORE_THE_SERVER) BeforeSuite begin) throws IOException {
        postgres = EmbeddedPostgres.builder().setPort(Integer.getInteger("test.postgres.port"))
                .setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on").start();
    }

    public void stop(@Observes(precedence = AFTER_THE_SERVER) AfterSuite end) throws IOException, InterruptedException {
        if (SharedServer.runsOn("payara-server")) {
            endDomain();
        }
        postgres.close();
    }

    /** Its adapter ends only what it has started. */
    private static void endDomain() throws IOException, InterruptedException {
        var home = Path.of(System.getProperty("test.server.home"));
        var asadmin = home.resolve("glassfish/lib/client/appserver-cli.jar");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", asadmin.toString(),
                "stop-domain", "domain1").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolveSibling("asadmin.log").toFile()))
                .start().waitFor();
    }
}
