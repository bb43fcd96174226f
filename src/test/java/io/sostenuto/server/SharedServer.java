package io.sostenuto.server;

import io.sostenuto.Built;
import io.sostenuto.Listener;
import io.sostenuto.grants.store.GrantTableTest;
import io.sostenuto.spotify.SpotifyStandIn;
import org.eu.ingwar.tools.arquillian.extension.suite.annotations.ArquillianSuiteDeployment;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/**
 * One boot of a server with the real WAR, under the context root /sostenuto, for all classes of this package: of Payara
 * Micro, which gets it from Arquillian together with classes that look at it from inside, or of the server of a Maven
 * profile, which finds target/sostenuto.war itself, untouched, where an operator puts it.
 */
@ArquillianSuiteDeployment
public class SharedServer {

    private static SpotifyStandIn spotify;

    @Deployment
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "sostenuto.war")
                .importFrom(Built.WAR.toFile())
                .as(WebArchive.class)
                .addClasses(InsideIT.class, GrantTableTest.class);
    }

    /** @return the stand-in that the server asks, with its defaults */
    static synchronized SpotifyStandIn spotify() {
        if (spotify == null) {
            spotify = SpotifyStandIn.start(Integer.getInteger("test.spotify.port"));
        }
        spotify.reset();
        await().atMost(Duration.ofSeconds(120)).ignoreExceptions().until(() -> operators().get("/health/ready").status() == 200
                && listener().get("/api/session").status() == 200);
        return spotify.registerRedirect("http://127.0.0.1/sostenuto/api/callback");
    }

    static boolean runsOn(String server) {
        return server.equals(System.getProperty("arquillian.launch"));
    }

    static String url() {
        return "http://127.0.0.1:" + Integer.getInteger("test.http.port") + "/sostenuto";
    }

    /** @return a client where this server has health and metrics: WildFly apart, on its management port */
    static Listener operators() {
        return runsOn("wildfly") ? new Listener("http://127.0.0.1:" + Integer.getInteger("test.management.port"))
                : new Listener(url().replace("/sostenuto", ""));
    }

    static String wildFlysLog() throws IOException {
        return Files.readString(Path.of(System.getProperty("test.server.home"), "standalone", "log", "server.log"));
    }

    static Listener listener() {
        return new Listener(url());
    }
}
