package io.sostenuto.launcher;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import sun.misc.Signal;

import javax.management.JMException;
import javax.management.ObjectName;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The end of a node in its order: it says that it is not ready any more, answers on until balancers have noticed, takes no
 * connection any more, tells those who wait for Spotify to ask again, stores what comes, and stops the server; then the
 * process ends. Shutdown hooks know no order: one of the server's deletes the application's files while it still answers,
 * and one of the JDK's closes the log.
 */
final class Farewell {

    /** Read by the application. */
    private static final String STOPPING = "sostenuto.stopping";
    /** For what is on its way when it takes connections no more: with a Spotify that answers, all of it. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Offered by the application. */
    static final String NODE_LIFE = "io.sostenuto:type=NodeLife";

    private Farewell() {
    }

    /** @return whether the application has started: then it wants to be told when it ends */
    static boolean isExpected() {
        try {
            return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(NODE_LIFE));
        } catch (JMException wrongName) {
            throw new IllegalStateException(wrongName);
        }
    }

    static boolean hasBegun() {
        return Boolean.getBoolean(STOPPING);
    }

    /** @param drain how long it answers on after SIGTERM; Ctrl-C does not wait */
    static void arrange(Duration drain) {
        on("TERM", drain);
        on("INT", Duration.ZERO);
    }

    private static void on(String name, Duration drain) {
        Signal.handle(new Signal(name), signal -> {
            System.setProperty(STOPPING, "true");
            var end = new Thread(() -> {
                try {
                    stop(drain);
                } finally {
                    System.exit(128 + signal.getNumber());
                }
            }, "sostenuto-farewell");
            end.setDaemon(false); // else the process would end with the server, and with another status
            try {
                end.start();
            } catch (OutOfMemoryError noThread) { // else nothing would end the node but its death
                end.run();
            }
        });
    }

    private static synchronized void stop(Duration drain) {
        try {
            Thread.sleep(drain.toMillis());
            Listening.end();
            Thread.sleep(Math.min(drain.toMillis(), GRACE.toMillis()));
            finish();
            PayaraMicro.getInstance().shutdown();
        } catch (InterruptedException | BootstrapException | IllegalStateException atOnce) {
            // the hooks stop what is left
        }
    }

    /** While the server still answers: whoever waits hears that it ends, and what is under way is stored. */
    private static void finish() {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(NODE_LIFE), "finish", null, null);
        } catch (JMException notStarted) {
            // there is nothing to finish
        } catch (RuntimeException defect) {
            System.err.println("The node ends without waiting for what is under way: " + defect);
        }
    }
}
