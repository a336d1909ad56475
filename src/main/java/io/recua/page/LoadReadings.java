package io.recua.page;

import io.recua.control.Action;
import io.recua.control.Actions;
import io.recua.control.LoadFilter;
import io.recua.control.LoadObjects;
import io.recua.control.LoadObjects.Origin;
import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.control.Reading;
import io.recua.control.Server;
import io.recua.fetch.FetchHistory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Reads the loads that pages show. While the ledger is away, they are those that were read before. */
@Component
class LoadReadings {

    /** The number of loads on a page. */
    static final int SIZE = 50;

    private final Loads loads;
    private final FetchHistory fetches;
    private final LoadObjects objects;
    private final Actions actions;

    LoadReadings(Loads loads, FetchHistory fetches, LoadObjects objects, Actions actions) {
        this.loads = loads;
        this.fetches = fetches;
        this.objects = objects;
        this.actions = actions;
    }

    /**
     * What the ledger knows of a load.
     *
     * @param fetched whether the ledger knows that a fetch landed its object
     * @param origin null if only a list of loads was read before
     * @param dismissal who dismissed its refusal, and why; null if nobody did, or this is not known
     */
    record Detail(LoadView load, boolean fetched, Origin origin, Action dismissal) {}

    /** Starts to read a page of the loads of all feeds, with one more, which only tells that there is another page. */
    Supplier<Optional<List<LoadView>>> page(Reading reading, int page) {
        return reading.start(Server.DATABASE, overview(page), () -> loads.page(page, SIZE + 1));
    }

    /** Starts to read a page of a feed's loads, as {@link #page(Reading, int)} does. */
    Supplier<Optional<List<LoadView>>> page(Reading reading, LoadFilter filter, int page) {
        Supplier<Optional<List<LoadView>>> found =
                reading.start(Server.DATABASE, List.of(filter, page), () -> loads.page(filter, page, SIZE + 1));
        if (page > 0 || !filter.equals(LoadFilter.of(filter.feed()))) {
            return found;
        }
        return () -> found.get().or(() -> lastOverview(reading).map(all -> all.stream()
                .filter(load -> load.feed().equals(filter.feed()))
                .toList()));
    }

    /**
     * Reads a load; empty if the ledger is away and the load was not read before.
     *
     * @throws ResponseStatusException if there is no such load
     */
    Optional<Detail> one(Reading reading, long id) {
        return reading.read(Server.DATABASE, "load/" + id, () -> detail(id)).or(() -> lastOverview(reading)
                .flatMap(all -> all.stream().filter(load -> load.id() == id).findFirst())
                .map(load -> new Detail(load, false, null, null)));
    }

    private Detail detail(long id) {
        LoadView load = loads.find(id).orElseThrow(() -> missing(id));
        return new Detail(
                load,
                fetches.hasLanded(load.feed(), load.object()),
                objects.origin(id).orElseThrow(() -> missing(id)),
                load.dismissedAt() == null
                        ? null
                        : actions.dismissal(load.feed(), id).orElse(null));
    }

    private static ResponseStatusException missing(long id) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no load " + id);
    }

    private static Optional<List<LoadView>> lastOverview(Reading reading) {
        return reading.known(Server.DATABASE, overview(0));
    }

    private static String overview(int page) {
        return "loads/" + page;
    }
}
