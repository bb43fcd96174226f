package io.sostenuto.operations.upkeep;

/** Other keys seal and open from now on: told inside the product, after the fact. */
public record KeysChanged() {
}
