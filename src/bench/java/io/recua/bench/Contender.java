package io.recua.bench;

import java.util.List;

/**
 * One way to do the work of its group.
 *
 * @param letter by which {@code bench.only} selects it; several may share one
 * @param group whose first contender is the reference
 * @param titles one for each result of a run
 */
record Contender(String letter, Group group, List<String> titles, Run run) {

    /** What is compared with each other. */
    enum Group {
        LOAD("Load into an empty table"),
        RELOAD("The same file into the table that holds it"),
        NEXT_NEW("The next file, of which a tenth is in the table"),
        NEXT_OLD("The next file, of which nine tenths are in the table"),
        GROWTH("One object of many rows, a step at a time"),
        PARSE("Parsing alone, on one thread");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Prepares the tables, runs once, checks what was written. */
    interface Run {
        List<Result> once() throws Exception;
    }

    static Contender of(String letter, Group group, String title, Run run) {
        return new Contender(letter, group, List.of(title), run);
    }
}
