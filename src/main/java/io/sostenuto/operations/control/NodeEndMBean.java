package io.sostenuto.operations.control;

/** How the process that runs this node tells it that it ends; {@code io.sostenuto:type=NodeEnd} among the JVM's MBeans. */
public interface NodeEndMBean {

    /** Answers all who wait for Spotify, and returns when what was under way is stored, or cannot be waited for any longer. */
    void finish();
}
