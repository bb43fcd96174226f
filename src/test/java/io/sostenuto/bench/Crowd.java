package io.sostenuto.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Many callers who ask at the same moment and wait together. */
final class Crowd implements AutoCloseable {

    private final List<Wire> wires = new ArrayList<>();

    /** Connects one more caller. */
    void joins(String node) throws IOException {
        wires.add(new Wire(node));
    }

    /** All ask, each its own request, without waiting for an answer. */
    void asks(List<byte[]> requests) throws IOException {
        for (var i = 0; i < wires.size(); i++) {
            wires.get(i).send(requests.get(i));
        }
    }

    /** @return how many have no answer yet */
    int waiting() throws IOException {
        var silent = 0;
        for (var wire : wires) {
            silent += wire.isSilent() ? 1 : 0;
        }
        return silent;
    }

    /** Fails where one has its answer already, and tells those answers. */
    void waits() throws IOException {
        var early = new TreeMap<String, Integer>();
        for (var wire : wires) {
            if (!wire.isSilent()) {
                var answer = wire.read();
                early.merge(answer.status() + " " + answer.body().replaceAll(".*\"error\":\"?(\\w+).*", "$1"), 1, Integer::sum);
            }
        }
        if (!early.isEmpty()) {
            throw new AssertionError("some of " + wires.size() + " did not wait, and how often: " + early);
        }
    }

    /** Waits for all. */
    List<Wire.Answer> answers() throws IOException {
        var answers = new ArrayList<Wire.Answer>(wires.size());
        for (var wire : wires) {
            answers.add(wire.read());
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        for (var wire : wires) {
            wire.close();
        }
    }
}
