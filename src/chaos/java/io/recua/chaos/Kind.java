package io.recua.chaos;

/** The kinds of faults, by what they strike; the weight says how often a kind is drawn. */
enum Kind {
    KILL(Place.INSTANCE, 4, "SIGKILL, then a start with other settings"),
    TERM(Place.INSTANCE, 2, "SIGTERM, then a start with other settings"),
    PAUSE(Place.INSTANCE, 5, "SIGSTOP for longer than a lease, then SIGCONT"),
    DISK_FULL(Place.INSTANCE, 5, "temporary files cannot grow, for some seconds"),
    DATABASE_RESET(Place.DATABASE, 6, "all connections to MySQL break"),
    DATABASE_REFUSED(Place.DATABASE, 3, "all connections break, and new ones at once, for some seconds"),
    DATABASE_STALLED(Place.DATABASE, 4, "nothing passes to MySQL or back, for some seconds"),
    COMMIT_LOST(Place.COMMIT, 7, "a connection breaks before the server gets its COMMIT"),
    COMMIT_UNANSWERED(Place.COMMIT, 9, "the server commits, the answer is lost"),
    COMMIT_LATE(Place.COMMIT, 7, "the server gets the COMMIT after Recua looked whether it did"),
    MYSQL_KILLED(Place.MYSQL, 2, "SIGKILL of mysqld, then its start"),
    MYSQL_STOPPED(Place.MYSQL, 1, "an orderly stop of mysqld, then its start"),
    S3_UNAVAILABLE(Place.S3, 5, "a request to S3 is answered by 503"),
    S3_RESET(Place.S3, 5, "a request to S3 does not arrive, its connection breaks"),
    S3_UNANSWERED(Place.S3, 7, "S3 does what is asked, the answer is lost"),
    S3_STALLED(Place.S3, 4, "a request to S3 waits for longer than a lease"),
    S3_SLOW(Place.S3, 4, "an answer of S3 arrives bit by bit"),
    S3_CUT(Place.S3, 7, "an answer of S3 ends in the middle"),
    SOURCE_UNAVAILABLE(Place.SOURCE, 2, "the source answers 503"),
    SOURCE_RESET(Place.SOURCE, 2, "the connection to the source breaks"),
    SOURCE_UNANSWERED(Place.SOURCE, 1, "the source sends nothing"),
    SOURCE_STALLED(Place.SOURCE, 2, "the source waits for longer than a lease"),
    SOURCE_SLOW(Place.SOURCE, 1, "the content arrives bit by bit"),
    SOURCE_CUT(Place.SOURCE, 3, "the content ends in the middle"),
    SOURCE_CHANGED(Place.SOURCE, 3, "the content ends in the middle, and is another one from then on"),
    ADD_COLUMN(Place.TABLE, 0, "ALTER TABLE adds a column between two loads; once in each run");

    /** What a fault strikes. */
    enum Place {
        INSTANCE,
        DATABASE,
        COMMIT,
        MYSQL,
        S3,
        SOURCE,
        TABLE
    }

    private final Place place;
    private final int weight;
    private final String text;

    Kind(Place place, int weight, String text) {
        this.place = place;
        this.weight = weight;
        this.text = text;
    }

    Place place() {
        return place;
    }

    int weight() {
        return weight;
    }

    String text() {
        return text;
    }

    /** The fault of a link that is named as this one is behind its place, such as {@code LOST} for {@link #COMMIT_LOST}. */
    <F extends Enum<F>> F of(Class<F> faults) {
        return Enum.valueOf(faults, name().substring(place.name().length() + 1));
    }
}
