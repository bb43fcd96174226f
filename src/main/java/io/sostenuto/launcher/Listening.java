package io.sostenuto.launcher;

import fish.payara.micro.PayaraMicro;

import javax.management.JMException;
import javax.management.ObjectName;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * When the node takes connections: not before the application can answer, and not any more when it is going to be stopped.
 * A balancer asks the next node where a connection is refused.
 */
final class Listening {

    private static final String ENABLED =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.enabled=true";
    /** So long it waits for the database; then it says in its own words that it is not ready. And for its socket. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Logger LOG = Logger.getLogger(Listening.class.getName());

    private Listening() {
    }

    /** @return whether it listens: the server does not tell that somebody else has taken the port meanwhile */
    static boolean begin() {
        try {
            await(Listening::isReached);
            var runner = service("org.glassfish.embeddable.CommandRunner");
            runner.getClass().getMethod("run", String.class, String[].class).invoke(runner, "set", new String[]{ENABLED});
            return await(Listening::isBound);
        } catch (ReflectiveOperationException | IllegalStateException another) {
            LOG.log(Level.SEVERE, "The server does not begin to listen", another);
            return false;
        }
    }

    /** @return whether it came to be so in time */
    private static boolean await(BooleanSupplier isSo) {
        var begun = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    private static boolean isBound() {
        try {
            for (var transport : transports()) {
                var sockets = transport.getClass().getDeclaredField("serverConnections");
                sockets.setAccessible(true);
                if (!((Collection<?>) sockets.get(transport)).isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (ReflectiveOperationException another) {
            throw new IllegalStateException(another);
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
            for (var transport : transports()) {
                transport.getClass().getMethod("unbindAll").invoke(transport);
            }
        } catch (ReflectiveOperationException | RuntimeException another) { // the server's end closes it all the same, a moment later
            LOG.log(Level.WARNING, "The node takes connections until it ends: {0}", another.toString());
        }
    }

    private static List<Object> transports() throws ReflectiveOperationException {
        var grizzly = service("com.sun.enterprise.v3.services.impl.GrizzlyService");
        var proxies = grizzly.getClass().getDeclaredField("proxies");
        proxies.setAccessible(true);
        var transports = new ArrayList<>();
        for (var proxy : (Collection<?>) proxies.get(grizzly)) {
            var listener = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
            transports.add(listener.getClass().getMethod("getTransport").invoke(listener));
        }
        return transports;
    }

    /** Payara Micro has no interface for it: the server's own is behind its class loader. */
    private static Object service(String type) throws ReflectiveOperationException {
        var classes = PayaraMicro.getInstance().getRuntime().getClass().getClassLoader();
        var services = classes.loadClass("org.glassfish.internal.api.Globals").getMethod("getDefaultHabitat").invoke(null);
        return classes.loadClass("org.glassfish.hk2.api.ServiceLocator").getMethod("getService", Class.class, Annotation[].class)
                .invoke(services, classes.loadClass(type), new Annotation[0]);
    }
}
