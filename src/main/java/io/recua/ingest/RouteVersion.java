package io.recua.ingest;

/** Tells one set of route files from another: steps of a route can change the rows of a load. */
@FunctionalInterface
public interface RouteVersion {

    /** The same text as long as no route file changes. */
    String get();
}
