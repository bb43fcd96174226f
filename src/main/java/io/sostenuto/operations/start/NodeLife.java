package io.sostenuto.operations.start;

import io.sostenuto.operations.upkeep.Timetable;
import io.sostenuto.storage.control.DatabaseGate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The beginning and the end of a node, for the process that it runs in: a server takes connections before the database is
 * there, and one that stops closes them before it tells the application, so that whoever waits for Spotify hears nothing.
 */
@ApplicationScoped
public class NodeLife implements NodeLifeMBean {

    private static final Logger LOG = Logger.getLogger(NodeLife.class.getName());
    private static final String NAME = "io.sostenuto:type=NodeLife";

    @Inject
    private Timetable timetable;
    @Inject
    private DatabaseGate storage;
    private ClassLoader classes;

    @Override
    public boolean isDatabaseReached() {
        return asOfTheApplication(() -> storage.state() != DatabaseGate.State.NOT_REACHED);
    }

    @Override
    public void finish() {
        asOfTheApplication(() -> {
            timetable.finish();
            return null;
        });
    }

    /** The caller is a thread of the process that knows nothing of the application; Weld finds its beans by the thread's classes. */
    private <T> T asOfTheApplication(Supplier<T> call) {
        var callers = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return call.get();
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
