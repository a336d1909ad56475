package io.recua.bench;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.database.JdbcBatchItemWriter;
import org.springframework.batch.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.item.file.FlatFileItemReader;
import org.springframework.batch.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.item.file.mapping.PassThroughFieldSetMapper;
import org.springframework.batch.item.file.separator.DefaultRecordSeparatorPolicy;
import org.springframework.batch.item.file.transform.FieldSet;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Spring Batch: a FlatFileItemReader and a JdbcBatchItemWriter in chunks of 1,000. */
final class SpringBatch {

    private static final int CHUNK = 1000;

    private SpringBatch() {}

    public static void main(String[] arguments) throws Exception {
        io.recua.bench.Job job = io.recua.bench.Job.of(arguments);
        ResourcelessJobRepository repository = new ResourcelessJobRepository();
        TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
        launcher.setJobRepository(repository);
        launcher.afterPropertiesSet();
        try (HikariDataSource pool = job.pool("rewriteBatchedStatements=true")) {
            Meter meter = Meter.start(job);
            Job load = new JobBuilder("load", repository)
                    .start(new StepBuilder("load", repository)
                            .<FieldSet, FieldSet>chunk(CHUNK, new DataSourceTransactionManager(pool))
                            .reader(reader(job))
                            .writer(writer(pool))
                            .build())
                    .build();
            JobExecution execution = launcher.run(load, new JobParameters());
            if (!execution.getExitStatus().equals(ExitStatus.COMPLETED)) {
                throw new IllegalStateException(
                        execution.toString(),
                        execution.getAllFailureExceptions().get(0));
            }
            meter.stop(job.rows());
        }
    }

    private static FlatFileItemReader<FieldSet> reader(io.recua.bench.Job job) {
        return new FlatFileItemReaderBuilder<FieldSet>()
                .name("rows")
                .resource(new FileSystemResource(job.file()))
                .encoding("UTF-8")
                .linesToSkip(1)
                .recordSeparatorPolicy(new DefaultRecordSeparatorPolicy())
                .delimited()
                .names(CsvData.COLUMNS.toArray(String[]::new))
                .fieldSetMapper(new PassThroughFieldSetMapper())
                .build();
    }

    private static JdbcBatchItemWriter<FieldSet> writer(HikariDataSource pool) {
        JdbcBatchItemWriter<FieldSet> writer = new JdbcBatchItemWriterBuilder<FieldSet>()
                .dataSource(pool)
                .sql(Database.upsert())
                .itemPreparedStatementSetter((row, statement) -> {
                    for (int i = 0; i < row.getFieldCount(); i++) {
                        statement.setString(i + 1, row.readRawString(i));
                    }
                })
                .assertUpdates(false)
                .build();
        writer.afterPropertiesSet();
        return writer;
    }
}
