package io.recua.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.reifier.ProcessorReifier;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.PluginHelper;

/** Tells the line of a step that cannot be made; Camel itself tells no more than the route. */
final class StepFailures implements ProcessorFactory {

    private final ProcessorFactory factory;

    private StepFailures(ProcessorFactory factory) {
        this.factory = factory;
    }

    /** Takes the place of the context's own factory, which does the work as before. */
    static void locate(CamelContext camel) {
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
            Processor own = factory.createProcessor(route, definition);
            return own == null
                    ? ProcessorReifier.reifier(route, (ProcessorDefinition<?>) definition)
                            .createProcessor()
                    : own;
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
