package io.recua.load;

import io.recua.RecuaApplication;
import io.recua.bench.Job;
import io.recua.bench.RecuaSettings;
import io.recua.csv.Content;
import io.recua.csv.Decompressor;
import io.recua.ingest.ClaimRepository;
import io.recua.ingest.Landed;
import io.recua.lease.LeasedRepository;
import io.recua.row.Row;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.component.bean.BeanInfo;
import org.apache.camel.component.bean.BeanProcessor;
import org.apache.camel.support.DefaultExchange;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Recua in this JVM, and a claim on a file of this machine as if it were an object, to call the stations one by one. */
final class ClaimedFile implements AutoCloseable {

    private static final String KEY = "landing/none/rows.csv";

    private final Job job;
    private final ConfigurableApplicationContext context;
    private final Exchange exchange;

    ClaimedFile(Job job) {
        List<String> arguments = new ArrayList<>(RecuaSettings.of(job));
        arguments.addAll(List.of("--server.port=0", "--management.server.port=0"));
        arguments.add("--spring.autoconfigure.exclude="
                + "org.springframework.boot.autoconfigure.batch.BatchAutoConfiguration");
        this.job = job;
        this.context = new SpringApplicationBuilder(RecuaApplication.class).run(arguments.toArray(String[]::new));
        this.exchange = new DefaultExchange(context.getBean(CamelContext.class));
        exchange.setVariable(LeasedRepository.FEED, RecuaSettings.FEEDS.get(0));
        exchange.getMessage()
                .setHeader(Landed.HEADER, new Landed("none", KEY, Long.toString(System.currentTimeMillis())));
        if (!bean(ClaimRepository.class).add(exchange, KEY)) {
            throw new IllegalStateException("no claim on the feed");
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Opens the file from its beginning, as the route does up to the rows. */
    @SuppressWarnings("unchecked")
    Iterator<Row> rows() throws Exception {
        exchange.getMessage().setHeader(AWS2S3Constants.CONTENT_LENGTH, Files.size(job.file()));
        exchange.getMessage().setBody(Files.newInputStream(job.file()));
        call(Decompressor.class, "open");
        Content content = exchange.getMessage().getBody(Content.class);
        exchange.setVariable("content", content);
        exchange.getMessage().setBody(content.records());
        call(Rows.class, "begin");
        return (Iterator<Row>) exchange.getMessage().getBody();
    }

    /** As a step of the route, so that Camel binds the parameters. */
    private void call(Class<?> station, String method) throws Exception {
        BeanInfo methods = new BeanInfo(exchange.getContext(), station);
        try (BeanProcessor step = new BeanProcessor(bean(station), methods)) {
            step.setMethod(method);
            step.start();
            step.process(exchange);
        }
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }

    /** The load that the last call of {@link #rows()} began. */
    Load load() {
        return exchange.getVariable(Load.VARIABLE, Load.class);
    }

    @Override
    public void close() {
        load().lanes().stop();
        bean(ClaimRepository.class).confirm(exchange, KEY);
        context.close();
    }
}
