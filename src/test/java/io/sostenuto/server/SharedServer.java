package io.sostenuto.server;

import io.sostenuto.Listener;
import io.sostenuto.spotify.SpotifyStandIn;
import org.eu.ingwar.tools.arquillian.extension.suite.annotations.ArquillianSuiteDeployment;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import java.io.File;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** One boot of Payara Micro with the real WAR, under the context root /sostenuto, for all classes of this package. */
@ArquillianSuiteDeployment
public class SharedServer {

    private static SpotifyStandIn spotify;

    @Deployment
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "sostenuto.war")
                .importFrom(new File(System.getProperty("sostenuto.war")))
                .as(WebArchive.class)
                .addClass(InsideIT.class);
    }

    /** @return the stand-in that the server asks, with its defaults */
    static synchronized SpotifyStandIn spotify() {
        if (spotify == null) {
            spotify = SpotifyStandIn.start(Integer.getInteger("test.spotify.port"));
        }
        spotify.reset();
        var health = new Listener(url().replace("/sostenuto", ""));
        await().atMost(Duration.ofSeconds(60)).until(() -> health.get("/health/ready").status() == 200);
        return spotify.registerRedirect("http://127.0.0.1/sostenuto/api/callback");
    }

    static String url() {
        return "http://127.0.0.1:" + Integer.getInteger("test.http.port") + "/sostenuto";
    }

    static Listener listener() {
        return new Listener(url());
    }
}
