package io.sostenuto.users.control;

import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The grants of users that this node has opened, renewed or read, the newest generation of each: for who asks again, and for a
 * database that has lost them. In memory only; who was not asked for the longest is forgotten first.
 */
final class RememberedGrants {

    /** Some 40 MB. */
    static final int MOST = 50_000;
    /** Of no row that was read: it is read before it counts. */
    static final long UNREAD = -1;

    /**
     * @param copy    with its refresh token
     * @param changes of its row, as they were counted before it was read
     */
    record Remembered(Owner owner, GrantCopy copy, long changes) {
    }

    private final Map<SessionId, String> owners = new HashMap<>();
    private final Map<String, Remembered> all = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            if (size() <= MOST) {
                return false;
            }
            owners.remove(eldest.getValue().copy().session());
            return true;
        }
    };

    synchronized Optional<Remembered> of(Owner owner) {
        return Optional.ofNullable(all.get(owner.key()));
    }

    /** @return what is remembered of this user, of every app */
    synchronized List<GrantCopy> of(String issuer, String subject) {
        return all.values().stream().filter(one -> one.owner().issuer().equals(issuer) && one.owner().subject().equals(subject))
                .map(Remembered::copy).toList();
    }

    /** It is the owner's current one. A generation that is known to be newer stays. */
    synchronized void keep(Remembered now) {
        var before = all.get(now.owner().key());
        if (before != null && before.copy().session().equals(now.copy().session())
                && before.copy().generation() > now.copy().generation()) {
            return;
        }
        if (before != null) {
            owners.remove(before.copy().session());
        }
        owners.put(now.copy().session(), now.owner().key());
        all.put(now.owner().key(), now);
    }

    /** A newer generation of a grant, where it is one of these. */
    synchronized void advance(GrantCopy newer) {
        Optional.ofNullable(owners.get(newer.session())).map(all::get)
                .ifPresent(before -> keep(new Remembered(before.owner(), newer, UNREAD)));
    }

    synchronized void forget(SessionId session) {
        Optional.ofNullable(owners.remove(session)).ifPresent(all::remove);
    }

    synchronized void forget(Owner owner) {
        Optional.ofNullable(all.remove(owner.key())).ifPresent(gone -> owners.remove(gone.copy().session()));
    }

    synchronized int count() {
        return all.size();
    }
}
