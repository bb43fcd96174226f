package io.sostenuto.grants.lease;

import io.sostenuto.storage.control.Database;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Takes leases and gives them back, in SQL: on PostgreSQL many at once, and without a wait for a row that somebody else is at. */
final class LeaseStatements {

    private static final String TAKE = "update grants set fence = fence + 1,"
            + " lease_until = CURRENT_TIMESTAMP + cast(? as integer) * interval '1' second where ";
    private static final String AS_SEEN = "id = ? and fence = ? and version = ? and generation = ? and ended_at is null"
            + " and (suspended_at is null) = ? and ";
    private static final String FREE = "lease_until is null";
    /** Past, or further ahead than any lease goes, because the database's clock was set back. */
    private static final String OVER = "(lease_until < CURRENT_TIMESTAMP or lease_until > CURRENT_TIMESTAMP + interval '31' second)";
    /** Who waits for a row makes those wait who want other rows. */
    private static final String IF_NOBODY_HOLDS = TAKE + "id = (select id from grants where " + AS_SEEN;
    private static final String THE_ROW = " for update skip locked) returning id";
    private static final String TAKE_FREE = IF_NOBODY_HOLDS + FREE + THE_ROW;
    private static final String TAKE_OVER = IF_NOBODY_HOLDS + OVER + THE_ROW;
    private static final String TAKE_FREE_EMBEDDED = TAKE + AS_SEEN + FREE;
    private static final String TAKE_OVER_EMBEDDED = TAKE + AS_SEEN + OVER;
    /** The same for many rows that are free. */
    private static final String TAKE_ALL_FREE = "with free as (select g.id, c.life from grants g join"
            + " unnest(?::integer[], ?::varchar[], ?::bigint[], ?::integer[], ?::integer[], ?::boolean[])"
            + " as c(life, id, fence, version, generation, active) on g.id = c.id and g.fence = c.fence"
            + " and g.version = c.version and g.generation = c.generation and (g.suspended_at is null) = c.active"
            + " where g.ended_at is null and g.lease_until is null for update of g skip locked)"
            + " update grants set fence = fence + 1, lease_until = CURRENT_TIMESTAMP + free.life * interval '1' second"
            + " from free where grants.id = free.id returning grants.id";
    private static final String GIVE_BACK = "update grants set lease_until = null where id = ? and fence = ?";
    private static final String GIVE_ALL_BACK = "update grants set lease_until = null from unnest(?::varchar[], ?::bigint[])"
            + " as nobodys(id, fence) where grants.id = nobodys.id and grants.fence = nobodys.fence";

    private final Database database;

    LeaseStatements(Database database) {
        this.database = database;
    }

    /** @return those whose row is as it was seen, and that nobody had a lease of */
    Set<LeaseRequest> takeFree(List<LeaseRequest> requests) {
        if (!database.isPostgres()) {
            return takeFreeEmbedded(requests);
        }
        var rows = requests.stream().map(LeaseRequest::session).distinct().count();
        return rows > 1 && rows == requests.size() ? takeAllFree(requests)
                : requests.stream().filter(request -> found(TAKE_FREE, request)).collect(Collectors.toSet());
    }

    /** In one transaction, because each commit costs as much as all the rest. */
    private Set<LeaseRequest> takeFreeEmbedded(List<LeaseRequest> requests) {
        var changed = database.updateAll(TAKE_FREE_EMBEDDED, requests.stream().map(LeaseStatements::parameters).toList());
        return IntStream.range(0, changed.length).filter(request -> changed[request] == 1).mapToObj(requests::get)
                .collect(Collectors.toSet());
    }

    private Set<LeaseRequest> takeAllFree(List<LeaseRequest> requests) {
        var rows = requests.stream().map(LeaseStatements::parameters).toList();
        var types = List.of("integer", "varchar", "bigint", "integer", "integer", "boolean");
        var columns = IntStream.range(0, types.size())
                .mapToObj(column -> new Database.Column(types.get(column), rows.stream().map(row -> row[column]).toArray()));
        var ids = Set.copyOf(database.rows(TAKE_ALL_FREE, row -> row.getString(1), columns.toArray()));
        return requests.stream().filter(request -> ids.contains(request.session().value())).collect(Collectors.toSet());
    }

    /** @return whether its row is as it was seen, and another attempt never gave its lease back */
    boolean takeOver(LeaseRequest request) {
        return database.isPostgres() ? found(TAKE_OVER, request) : database.update(TAKE_OVER_EMBEDDED, parameters(request)) == 1;
    }

    private boolean found(String sql, LeaseRequest request) {
        return !database.rows(sql, row -> row.getString(1), parameters(request)).isEmpty();
    }

    private static Object[] parameters(LeaseRequest request) {
        var grant = request.row().grant();
        return new Object[]{(int) request.life().toSeconds(), grant.id().value(), grant.fence(), grant.version(),
            grant.generation(), grant.suspension().isEmpty()};
    }

    int giveBack(Map<LeaseRequest, Lease> leases) {
        return database.isPostgres()
                ? database.update(GIVE_ALL_BACK, column("varchar", leases, (request, lease) -> request.session().value()),
                        column("bigint", leases, (request, lease) -> lease.fence()))
                : IntStream.of(database.updateAll(GIVE_BACK, leases.entrySet().stream()
                        .map(one -> new Object[]{one.getKey().session().value(), one.getValue().fence()}).toList())).sum();
    }

    private static Database.Column column(String type, Map<LeaseRequest, Lease> leases, BiFunction<LeaseRequest, Lease, Object> value) {
        return new Database.Column(type, leases.entrySet().stream().map(one -> value.apply(one.getKey(), one.getValue())).toArray());
    }
}
