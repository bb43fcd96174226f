package io.sostenuto.browsers;

import java.time.Duration;

/**
 * A tab of a real browser, used as a person uses it: by the names of what can be read and pressed, as the browser tells
 * them to a screen reader.
 */
interface Tab {

    /** How long a person waits before giving up. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Opens the address and waits until it is loaded. */
    void open(String address);

    /** @return whether a button or link of exactly this name is there to be pressed, now */
    boolean offers(String name);

    /** Clicks the button or link of exactly this name as soon as it is there: real input, which counts as the user's. */
    void press(String name);

    /** @return the visible text of the group or region of exactly this name, now; empty where there is none */
    String reads(String name);

    /** @return the string that the expression is, or that its promise becomes, in this tab's page */
    String evaluate(String expression);
}
