package io.sostenuto.grants.entity.row;

import io.sostenuto.grants.entity.Grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A part of a statement in SQL, and what a row has for its parameter. */
public record RowPart(String sql, Function<Grant, Object> value) {

    /** @return the statement's parts in one text */
    public static String joined(List<RowPart> parts, String by) {
        return parts.stream().map(RowPart::sql).collect(Collectors.joining(by));
    }

    /** @return the parameters: a number, a text, true or false, or null each */
    public static Stream<Object> values(List<RowPart> parts, Grant row) {
        return parts.stream().map(part -> part.of(row));
    }

    private Object of(Grant row) {
        var told = value.apply(row);
        var known = told instanceof Optional<?> optional ? optional.orElse(null) : told;
        return known instanceof Instant instant ? (Object) instant.toEpochMilli() : known;
    }
}
