package io.recua.page;

import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.control.RejectedRecords;
import io.recua.ingest.LandingKey;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Serves the file of the rejected rows of a load. */
@Controller
class RejectedController {

    private final Loads loads;
    private final RejectedRecords rejected;

    RejectedController(Loads loads, RejectedRecords rejected) {
        this.loads = loads;
        this.rejected = rejected;
    }

    /**
     * Writes the file as it is in the bucket or, escaped, a copy in which no cell is a formula. Writes in the thread of
     * the request: with a {@code StreamingResponseBody} two threads may set the headers of one response, which ends
     * some responses without a byte (github.com/spring-projects/spring-security/issues/15510).
     */
    @GetMapping("/loads/{id}/rejected.csv")
    void rejected(
            @PathVariable long id, @RequestParam(defaultValue = "false") boolean escaped, HttpServletResponse response)
            throws IOException {
        LoadView load = loads.find(id).orElseThrow(() -> notFound("there is no load " + id));
        try (ResponseInputStream<GetObjectResponse> file =
                rejected.file(load).orElseThrow(() -> notFound("load " + id + " has no file of rejected rows"))) {
            response.setContentType("text/csv");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(LandingKey.name(load.object())));
            if (escaped) {
                RejectedRecords.escape(file, response.getOutputStream());
            } else {
                response.setContentLengthLong(file.response().contentLength());
                file.transferTo(response.getOutputStream());
            }
        }
    }

    private static ResponseStatusException notFound(String reason) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, reason);
    }

    /** Replaces characters that are valid in the key of an object but not in the name of a file. */
    private static String attachment(String object) {
        String name = object.replaceAll("(?i)(\\.(gz|zip|csv))+$", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return ContentDisposition.attachment()
                .filename("rejected-" + name + ".csv")
                .build()
                .toString();
    }
}
