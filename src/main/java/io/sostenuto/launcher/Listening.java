package io.sostenuto.launcher;

import fish.payara.micro.PayaraMicro;

import javax.management.JMException;
import javax.management.ObjectName;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * When the node takes connections: not before the application can answer, and not any more when it is going to be stopped.
 * A balancer asks the next node where a connection is refused, and nothing was sent then.
 */
final class Listening {

    private static final String ENABLED =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.enabled=true";
    /** So long it waits for the database; then it says in its own words that it is not ready. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Logger LOG = Logger.getLogger(Listening.class.getName());

    private Listening() {
    }

    static void begin() {
        awaitDatabase();
        try {
            var runner = service("org.glassfish.embeddable.CommandRunner");
            var result = runner.getClass().getMethod("run", String.class, String[].class).invoke(runner, "set", new String[]{ENABLED});
            LOG.log(Level.FINE, "The node listens: {0}", result);
        } catch (ReflectiveOperationException another) {
            throw new IllegalStateException("The server does not listen", another);
        }
    }

    private static void awaitDatabase() {
        var begun = System.nanoTime();
        try {
            while (!isReached() && System.nanoTime() - begun < PATIENCE.toNanos()) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isReached() {
        try {
            return (boolean) ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(Farewell.NODE_LIFE), "DatabaseReached");
        } catch (JMException notStarted) {
            return true; // nothing would come
        }
    }

    /** What is connected stays so: those who wait have their answer, and idle connections end with the server. */
    static void end() {
        try {
            var grizzly = service("com.sun.enterprise.v3.services.impl.GrizzlyService");
            var proxies = grizzly.getClass().getDeclaredField("proxies");
            proxies.setAccessible(true);
            for (var proxy : (Collection<?>) proxies.get(grizzly)) {
                var listener = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
                var transport = listener.getClass().getMethod("getTransport").invoke(listener);
                transport.getClass().getMethod("unbindAll").invoke(transport);
            }
        } catch (ReflectiveOperationException | RuntimeException another) { // the server's end closes it all the same, a moment later
            LOG.log(Level.WARNING, "The node takes connections until it ends: {0}", another.toString());
        }
    }

    /** Payara Micro has no interface for it: the server's own is behind its class loader. */
    private static Object service(String type) throws ReflectiveOperationException {
        var classes = PayaraMicro.getInstance().getRuntime().getClass().getClassLoader();
        var services = classes.loadClass("org.glassfish.internal.api.Globals").getMethod("getDefaultHabitat").invoke(null);
        return classes.loadClass("org.glassfish.hk2.api.ServiceLocator").getMethod("getService", Class.class, Annotation[].class)
                .invoke(services, classes.loadClass(type), new Annotation[0]);
    }
}
