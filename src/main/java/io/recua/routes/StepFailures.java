package io.recua.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.reifier.ProcessorReifier;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.PluginHelper;

/** Adds file and line to the error of a step that cannot be created. Camel itself names only the route. */
final class StepFailures implements ProcessorFactory {

    private final ProcessorFactory factory;

    private StepFailures(ProcessorFactory factory) {
        this.factory = factory;
    }

    /** Replaces the context's factory by one that delegates to it. */
    static void install(CamelContext camel) {
        camel.getCamelContextExtension()
                .addContextPlugin(ProcessorFactory.class, new StepFailures(PluginHelper.getProcessorFactory(camel)));
    }

    @Override
    public Processor createChildProcessor(Route route, NamedNode definition, boolean mandatory) throws Exception {
        return factory.createChildProcessor(route, definition, mandatory);
    }

    @Override
    public Processor createProcessor(Route route, NamedNode definition) throws Exception {
        try {
            Processor processor = factory.createProcessor(route, definition);
            return processor == null
                    ? ProcessorReifier.reifier(route, (ProcessorDefinition<?>) definition)
                            .createProcessor()
                    : processor;
        } catch (RouteFileException e) {
            throw e;
        } catch (Exception e) {
            throw new RouteFileException(String.valueOf(definition.getLocation()), definition.getLineNumber(), e);
        }
    }

    @Override
    public Processor createProcessor(CamelContext camel, String name, Object[] arguments) throws Exception {
        return factory.createProcessor(camel, name, arguments);
    }
}
