package io.recua.csv;

/**
 * Something that was found out from a sample.
 *
 * @param value what was found
 * @param reason by how much of the sample, and how sure it is; for a person who decides whether to keep it
 */
record Guess<T>(T value, String reason) {}
