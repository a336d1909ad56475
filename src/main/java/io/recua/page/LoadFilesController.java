package io.recua.page;

import io.recua.control.LoadObjects;
import io.recua.control.Reading;
import io.recua.control.Readings;
import io.recua.control.RejectedRecords;
import io.recua.ingest.LandingKey;
import io.recua.page.LoadReadings.Detail;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Serves the files of a load: its object, and its rejected rows. Writes in the thread of the request: with a
 * {@code StreamingResponseBody} two threads may set the headers of one response, which ends some responses without a byte
 * (github.com/spring-projects/spring-security/issues/15510). Aborts what it reads: to close it would read the rest of the
 * object, even if the browser has gone away.
 */
@Controller
class LoadFilesController {

    private final Readings readings;
    private final LoadReadings loads;
    private final LoadObjects objects;
    private final RejectedRecords rejected;

    LoadFilesController(Readings readings, LoadReadings loads, LoadObjects objects, RejectedRecords rejected) {
        this.readings = readings;
        this.loads = loads;
        this.objects = objects;
        this.rejected = rejected;
    }

    /** Writes the object as it is in the place that holds it. */
    @GetMapping("/loads/{id}/object")
    void object(@PathVariable long id, HttpServletResponse response) throws IOException {
        Detail load = load(id);
        String name = LandingKey.name(load.load().object());
        boolean csv = name.toLowerCase(Locale.ROOT).endsWith(".csv");
        ResponseInputStream<GetObjectResponse> object = objects.open(objects.place(load.origin()));
        try {
            prepare(response, csv ? "text/csv" : MediaType.APPLICATION_OCTET_STREAM_VALUE, name);
            copy(object, response);
        } finally {
            object.abort();
        }
    }

    /** Writes the file of the rejected rows as it is in the bucket or, escaped, a copy in which no cell is a formula. */
    @GetMapping("/loads/{id}/rejected.csv")
    void rejected(
            @PathVariable long id, @RequestParam(defaultValue = "false") boolean escaped, HttpServletResponse response)
            throws IOException {
        Detail load = load(id);
        String name = LandingKey.name(load.load().object()).replaceAll("(?i)(\\.(gz|zip|csv))+$", "");
        ResponseInputStream<GetObjectResponse> file = rejected.file(load.load())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "load " + id + " has no file of rejected rows"));
        try {
            prepare(response, "text/csv", "rejected-" + name + ".csv");
            if (escaped) {
                RejectedRecords.escape(file, response.getOutputStream());
            } else {
                copy(file, response);
            }
        } finally {
            file.abort();
        }
    }

    private Detail load(long id) {
        Reading reading = readings.begin();
        return loads.one(reading, id)
                .filter(load -> load.origin() != null)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE, reading.gaps().get(0).sentence()));
    }

    /** Replaces characters that are valid in the key of an object but not in the name of a file. */
    private static void prepare(HttpServletResponse response, String type, String name) {
        response.setContentType(type);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name.replaceAll("^\\.|[^A-Za-z0-9._-]", "_"))
                        .build()
                        .toString());
    }

    private static void copy(ResponseInputStream<GetObjectResponse> file, HttpServletResponse response)
            throws IOException {
        response.setContentLengthLong(file.response().contentLength());
        file.transferTo(response.getOutputStream());
    }
}
