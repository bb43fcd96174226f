package io.sostenuto.bench;

import io.sostenuto.Built;
import io.sostenuto.Node;
import io.sostenuto.accounts.transport.SpotifyAccounts;
import io.sostenuto.bench.empty.EmptyResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The server that the product is compared with: the same Payara Micro, set up like the runnable jar as far as it has no
 * database, with a WAR that does next to nothing.
 */
final class EmptyServer {

    private static final Path TARGET = Built.JAR.getParent();

    private EmptyServer() {
    }

    /** @return the server, not started; @param folder for its files and the log */
    static Node node(String spotify, Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Node(spotify, folder).jar(Path.of(System.getProperty("payara.microJar"))).readyAt("/servlet")
                .plainArguments("--nohazelcast", "--disablephonehome",
                        "--prebootcommandfile", preBootCommands(folder).toString(),
                        "--addlibs", TARGET.resolve("sostenuto-server.jar").toString(),
                        "--deploy", war(folder).toString(), "--contextroot", "/");
    }

    private static Path preBootCommands(Path folder) throws IOException {
        return Files.writeString(folder.resolve("pre-boot-commands.txt"),
                Files.readString(Path.of("server-config/payara-micro/settings.txt")).lines()
                        .filter(line -> !line.startsWith("#") && !line.contains("jdbc-connection-pool")
                                && !line.contains("http-listener.enabled"))
                        .map(line -> line.replace("@address@", "127.0.0.1"))
                        .collect(Collectors.joining(" ", "set ", "\n")));
    }

    private static Path war(Path folder) {
        var file = folder.resolve("ROOT.war");
        ShrinkWrap.create(WebArchive.class).addPackage(EmptyResource.class.getPackage()).addClass(SpotifyAccounts.class)
                .as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }
}
