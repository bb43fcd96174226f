package io.sostenuto.operations.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import javax.management.JMException;
import javax.management.ObjectName;
import java.lang.management.ManagementFactory;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The end of a node, while its server still answers: a server that stops closes its connections before it tells the
 * application, and whoever waits for Spotify then hears nothing.
 */
@ApplicationScoped
public class NodeEnd implements NodeEndMBean {

    private static final Logger LOG = Logger.getLogger(NodeEnd.class.getName());
    private static final String NAME = "io.sostenuto:type=NodeEnd";

    @Inject
    private Upkeep upkeep;
    private ClassLoader classes;

    /** The caller is a thread of the process that knows nothing of the application; Weld finds its beans by the thread's classes. */
    @Override
    public void finish() {
        var callers = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            upkeep.finish();
        } finally {
            Thread.currentThread().setContextClassLoader(callers);
        }
    }

    void offer() {
        classes = Thread.currentThread().getContextClassLoader();
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, new ObjectName(NAME));
        } catch (JMException | SecurityException another) {
            LOG.log(Level.FINE, "The server alone tells when this node ends", another);
        }
    }

    void withdraw() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
        } catch (JMException | SecurityException never) {
            LOG.log(Level.FINE, "It was not offered", never);
        }
    }
}
