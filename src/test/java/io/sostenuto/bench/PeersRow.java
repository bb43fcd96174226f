package io.sostenuto.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.awaitility.Awaitility.await;

/**
 * The product beside an application of Spring Boot, both with an embedded database and on the same machine by turns: what a
 * newcomer and an operator feel.
 */
final class PeersRow implements Row.Measurement {

    private static final int AT_ONCE = 32;
    private static final String OURS = "the product";
    private static final String SPRING = "Spring Boot";
    private static final String START = ", start to ready, s";
    private static final String START_CPU = ", start to ready, processor s";
    private static final String AT_REST = ", resident at rest, MiB";
    private static final String LOGINS = ", logins/s";
    private static final String FIRST = ", first renewals of a node's life, requests/s";
    private static final String WARM = ", renewals, requests/s";
    private static final String WARM_CPU = ", processor ms a renewal";
    private static final Duration REST = Duration.ofSeconds(5);

    private final Servers servers;
    private final Measured measured;

    PeersRow(Servers servers) {
        this.servers = servers;
        measured = new Measured("beside Spring Boot " + SpringPeer.version() + ", embedded databases");
    }

    @Override
    public Measured measure() throws Exception {
        var jar = SpringPeer.jar();
        try (var spotify = new StandIn()) {
            spotify.set("register-redirect", "http://127.0.0.1/login/oauth2/code/spotify");
            for (var run = 1; run < servers.scale().runs(); run++) {
                young(SPRING, spotify, jar).close();
                young(OURS, spotify, jar).close();
            }
            try (var spring = young(SPRING, spotify, jar); var product = young(OURS, spotify, jar)) {
                grown(spring, product);
            }
        }
        compare(START, Target.atMost(1, "times"));
        compare(START_CPU, Target.atMost(1, "times"));
        compare(AT_REST, Target.atMost(1.2, "times"));
        compare(LOGINS, Target.atLeast(1));
        compare(FIRST, Target.atLeast(1.1));
        compare(WARM, Target.atLeast(1.1));
        compare(WARM_CPU, Target.atMost(0.95, "times"));
        return measured;
    }

    private void compare(String what, Target target) {
        measured.line(what.substring(2), target, measured.of(OURS + what).over(measured.of(SPRING + what)));
    }

    /** Starts one and measures the first minute of its life. */
    private Contender young(String name, StandIn spotify, Path jar) throws Exception {
        var folder = Files.createTempDirectory(servers.folder(), "contender");
        var one = name.equals(OURS) ? new Contender(servers.alone(spotify.url(), folder), Contender.Ways.PRODUCT, spotify)
                : new Contender(SpringPeer.node(jar, spotify.url(), folder, List.of()), Contender.Ways.SPRING, spotify);
        measured.note(name + START, one.start().toMillis() / 1e3);
        measured.note(name + START_CPU, Vitals.processorSeconds(one.node()));
        rest();
        measured.note(name + AT_REST, Vitals.resident(one.node()));
        var sizes = servers.scale().sizes();
        measured.note(name + LOGINS, sizes.logins() / one.logIn(sizes.logins()));
        one.logIn(sizes.due() - sizes.logins());
        measured.note(name + FIRST, one.renew(AT_ONCE).perSecond());
        return one;
    }

    private static void rest() {
        var begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > REST.toNanos());
    }

    /** Both alive, by turns, after as many renewals as a node has in its first hour. */
    private void grown(Contender spring, Contender product) throws Exception {
        for (var round = 1; round < servers.scale().sizes().young(); round++) {
            spring.renew(AT_ONCE);
            product.renew(AT_ONCE);
        }
        for (var pair = 0; pair < servers.scale().pairs(); pair++) {
            if (pair % 2 == 0) {
                renewals(SPRING, spring);
                renewals(OURS, product);
            } else {
                renewals(OURS, product);
                renewals(SPRING, spring);
            }
        }
    }

    private void renewals(String name, Contender one) throws Exception {
        var before = Vitals.processorSeconds(one.node());
        var figures = one.renew(AT_ONCE);
        measured.note(name + WARM, figures.perSecond());
        measured.note(name + WARM_CPU, (Vitals.processorSeconds(one.node()) - before) * 1e3 / figures.requests());
    }
}
