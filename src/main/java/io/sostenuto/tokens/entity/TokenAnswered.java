package io.sostenuto.tokens.entity;

/** A caller of the token endpoint was answered: {@code served}, or the code of the problem. */
public record TokenAnswered(String outcome) {
}
