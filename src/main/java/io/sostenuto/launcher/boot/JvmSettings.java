package io.sostenuto.launcher.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** System properties that the JDK and the server read once, before their first use. What an operator has set stays. */
public final class JvmSettings {

    private JvmSettings() {
    }

    public static void make() {
        // Before the first use of HttpURLConnection: a POST with a refresh token is never sent twice (JDK-6382788).
        System.setProperty("sun.net.http.retryPost", "false");
        // A cookie of another application with an octet beyond ASCII is no reason to refuse a request.
        System.setProperty("org.glassfish.grizzly.http.STRICT_HEADER_VALUE_VALIDATION_RFC_9110", "false");
        forgetIdleConnections();
        trustAsTheJvmDoes();
        spareThreads();
        findJsonOnce();
    }

    /**
     * Networks forget a connection that is idle, and tell nobody: what is sent on it then is lost, and a POST cannot be sent
     * again. The JDK keeps idle ones for 20 minutes. In seconds, read once.
     */
    private static void forgetIdleConnections() {
        setUnlessSet("jdk.httpclient.keepalive.timeout", "15");
    }

    /**
     * Payara Micro brings authorities of 2015, and would put them over the JVM's own. A list that is named is copied and
     * used by it; so the JVM's is named, where the operator has not named another one.
     */
    private static void trustAsTheJvmDoes() {
        Stream.of("jssecacerts", "cacerts").map(name -> Path.of(System.getProperty("java.home"), "lib", "security", name))
                .filter(Files::exists).findFirst().ifPresent(list -> setUnlessSet("javax.net.ssl.trustStore", list.toString()));
    }

    /**
     * With one or two processors the JDK has no common pool for what follows an answer of its HttpClient, and begins a
     * thread for each: one a renewal. Before the first use of that pool.
     */
    private static void spareThreads() {
        var parallelism = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (Runtime.getRuntime().availableProcessors() < 3) {
            setUnlessSet(parallelism, "2");
        }
    }

    /**
     * The server's log makes each line by way of {@code Json}, which looks for its implementation anew each time, in every
     * library: a millisecond a line in a node's first minutes. One that is named is found once.
     */
    private static void findJsonOnce() {
        setUnlessSet("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
