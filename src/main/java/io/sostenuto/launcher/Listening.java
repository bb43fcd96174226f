package io.sostenuto.launcher;

import fish.payara.micro.PayaraMicro;

import java.lang.annotation.Annotation;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * When the node takes connections: not before the application can answer, and not any more when it is going to be stopped.
 * A balancer asks the next node where a connection is refused, and nothing was sent then.
 */
final class Listening {

    private static final String SETTING =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.enabled=";
    /** After the deployment. */
    static final String BEGINS = "set " + SETTING + "true\n";
    private static final Logger LOG = Logger.getLogger(Listening.class.getName());

    private Listening() {
    }

    /** Payara Micro's own interface runs commands in a cluster only; the server's is behind its class loader. */
    static void end() {
        try {
            var classes = PayaraMicro.getInstance().getRuntime().getClass().getClassLoader();
            var services = classes.loadClass("org.glassfish.internal.api.Globals").getMethod("getDefaultHabitat").invoke(null);
            var runners = classes.loadClass("org.glassfish.embeddable.CommandRunner");
            var runner = classes.loadClass("org.glassfish.hk2.api.ServiceLocator")
                    .getMethod("getService", Class.class, Annotation[].class)
                    .invoke(services, runners, new Annotation[0]);
            runners.getMethod("run", String.class, String[].class).invoke(runner, "set", new String[]{SETTING + "false"});
        } catch (Exception another) { // the server's end closes it all the same, a moment later
            LOG.log(Level.WARNING, "The node takes connections until it ends: {0}", another.toString());
        }
    }
}
