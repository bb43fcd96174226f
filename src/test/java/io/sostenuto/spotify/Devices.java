package io.sostenuto.spotify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The players that are signed on, which of them is the active one, and what the Web API has told them to do. */
final class Devices {

    /** A player in a browser, or the radio in the kitchen, which nobody here can hear. */
    record Device(String id, String name, String userId, Instant visible) {
        boolean isVisible() {
            return !Instant.now().isBefore(visible);
        }
    }

    /** One order to a player; numbers of one device only grow. A track and a position, where it names them. */
    record Command(long number, String name, String track, long position) {
    }

    private static final String KITCHEN = "b1".repeat(20);

    private final Settings settings;
    private final Map<String, Device> known = new LinkedHashMap<>();
    private final Map<String, List<Command>> commands = new LinkedHashMap<>();
    private String active;
    private boolean playing;

    Devices(Settings settings) {
        this.settings = settings;
    }

    synchronized Device signOn(String id, String name, String userId) {
        var device = new Device(id, name, userId, Instant.now().plus(settings.deviceAppearsAfter));
        known.put(id, device);
        commands.computeIfAbsent(id, key -> new ArrayList<>());
        return device;
    }

    synchronized void signOff(String id) {
        known.remove(id);
        if (id.equals(active)) {
            active = null;
            playing = false;
        }
    }

    synchronized void playInBrowser(String userId) {
        known.values().stream().filter(device -> device.userId().equals(userId)).findFirst()
                .ifPresent(device -> transfer(device, true));
    }

    synchronized int players(String userId) {
        return (int) known.values().stream().filter(device -> device.userId().equals(userId)).count();
    }

    /** What a user's applications can see. */
    synchronized List<Device> of(String userId) {
        var visible = new ArrayList<>(known.values().stream()
                .filter(device -> device.userId().equals(userId) && device.isVisible()).toList());
        if (settings.kitchenRadio) {
            visible.add(new Device(KITCHEN, "Kitchen radio", userId, Instant.EPOCH));
        }
        return visible;
    }

    synchronized Optional<Device> visible(String id, String userId) {
        return of(userId).stream().filter(device -> device.id().equals(id)).findFirst();
    }

    synchronized Optional<Device> active(String userId) {
        return of(userId).stream().filter(device -> device.id().equals(active)).findFirst();
    }

    synchronized boolean isPlaying() {
        return playing;
    }

    synchronized void transfer(Device device, boolean play) {
        if (active != null && !active.equals(device.id())) {
            order(active, "gone");
        }
        active = device.id();
        playing |= play;
        order(active, playing ? "play" : "here");
    }

    synchronized void tell(Device device, String command, String track, long position) {
        if (active != null && !active.equals(device.id())) {
            order(active, "gone");
        }
        active = device.id();
        playing = command.equals("play") || !command.equals("pause") && playing;
        order(device.id(), command, track, position);
    }

    /** The players of all browsers are unknown from now on; nobody tells them. */
    synchronized void forget() {
        known.clear();
        active = null;
        playing = false;
    }

    synchronized void playOnKitchenRadio(String userId) {
        transfer(new Device(KITCHEN, "Kitchen radio", userId, Instant.EPOCH), true);
    }

    /** The orders after this number, waiting a while for the first. */
    synchronized List<Command> after(String id, long number, Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        var waiting = waiting(id, number);
        while (waiting.isEmpty() && System.nanoTime() < end) {
            wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            waiting = waiting(id, number);
        }
        return waiting;
    }

    private List<Command> waiting(String id, long number) {
        return commands.getOrDefault(id, List.of()).stream().filter(command -> command.number() > number).toList();
    }

    private void order(String id, String name) {
        order(id, name, "", 0);
    }

    private void order(String id, String name, String track, long position) {
        var all = commands.computeIfAbsent(id, key -> new ArrayList<>());
        all.add(new Command(all.size() + 1L, name, track, position));
        notifyAll();
    }
}
