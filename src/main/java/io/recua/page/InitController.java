package io.recua.page;

import io.recua.config.RecuaProperties;
import io.recua.csv.DraftRequest;
import io.recua.csv.FeedDraft;
import io.recua.csv.Sample;
import io.recua.ingest.RefusedException;
import io.recua.load.Trial;
import java.io.IOException;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;

/** Serves the form that drafts a feed from a sample of its file. Nothing is stored. */
@Controller
class InitController {

    /** Smaller than that of the command, because loads run in the same memory. */
    private static final int MAX_SAMPLE = 1 << 20;

    private final Environment environment;

    InitController(Environment environment) {
        this.environment = environment;
    }

    @GetMapping("/init")
    ModelAndView form() {
        return new ModelAndView("init");
    }

    /** One draft at a time, so that the memory is limited. */
    @PostMapping("/init")
    synchronized ModelAndView draft(
            @RequestParam MultipartFile file,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "") String table)
            throws IOException {
        ModelAndView page = form().addObject("name", name).addObject("key", key).addObject("table", table);
        String fileName = fileName(file);
        try {
            DraftRequest request = new DraftRequest(
                    name.isBlank() ? DraftRequest.nameOf(fileName) : requireValid(name),
                    table.isBlank() ? null : table.strip(),
                    Stream.of(key.split(","))
                            .map(String::strip)
                            .filter(column -> !column.isEmpty())
                            .toList(),
                    fileName,
                    null,
                    !environment.containsProperty(DraftRequest.SHIPPED_URL),
                    false);
            FeedDraft draft =
                    FeedDraft.of(Sample.read(file.getInputStream(), file.getSize(), fileName, MAX_SAMPLE), request);
            return page.addObject("draft", draft).addObject("trial", Trial.of(draft));
        } catch (RefusedException e) {
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page.addObject("refusal", "There are no settings for this file: " + e.getMessage());
        }
    }

    /** A browser may send a path. */
    private static String fileName(MultipartFile file) {
        String path = file.getOriginalFilename() == null ? "" : file.getOriginalFilename();
        return path.replaceFirst(".*[/\\\\]", "");
    }

    private static String requireValid(String name) {
        if (DraftRequest.isName(name)) {
            return name;
        }
        throw new RefusedException(RecuaProperties.FEED_NAME_RULE + ", and not be " + DraftRequest.SHIPPED);
    }
}
