package io.recua.routes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeOperationsException;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.camel.management.DefaultManagementObjectStrategy;
import org.apache.camel.management.mbean.ManagedRoute;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.ManagementStrategy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.stereotype.Component;

/**
 * Keeps the MBeans small, which Camel registers for each route: with a thousand feeds they took more than 100 MB of the heap.
 *
 * <ul>
 *   <li>Routes have MBeans. Their endpoints, consumers, producers and policies have none: operators control routes.
 *   <li>The MBeans of all routes share one description of their attributes and operations.
 * </ul>
 */
@Component
class RouteMBeans implements CamelContextConfiguration {

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        ManagementStrategy management = camel.getManagementStrategy();
        ManagementAgent agent = management.getManagementAgent();
        if (agent != null) {
            management.setManagementObjectStrategy(new RoutesOnly());
            management.setManagementAgent(describing(agent, new SharedDescription(camel)));
        }
    }

    /**
     * Returns an agent that registers the MBeans of routes with their shared description, and delegates the rest. Camel offers
     * no place for this: its agent creates the description of each MBean.
     */
    private static ManagementAgent describing(ManagementAgent agent, SharedDescription description) {
        ServiceHelper.startService(description);
        return (ManagementAgent) Proxy.newProxyInstance(
                ManagementAgent.class.getClassLoader(),
                new Class<?>[] {ManagementAgent.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("register") && args[0] instanceof ManagedRoute route) {
                        args[0] = description.assemble(agent.getMBeanServer(), route, (ObjectName) args[1]);
                    }
                    try {
                        return method.invoke(agent, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}

    private static final class RoutesOnly extends DefaultManagementObjectStrategy {

        @Override
        public Object getManagedObjectForEndpoint(CamelContext camel, Endpoint endpoint) {
            return null;
        }

        @Override
        public Object getManagedObjectForConsumer(CamelContext camel, Consumer consumer) {
            return null;
        }

        @Override
        public Object getManagedObjectForProducer(CamelContext camel, Producer producer) {
            return null;
        }

        @Override
        public Object getManagedObjectForService(CamelContext camel, Service service) {
            return null;
        }
    }

    private static final class SharedDescription extends DefaultManagementMBeanAssembler {

        private final Map<Class<?>, ModelMBeanInfo> descriptions = new ConcurrentHashMap<>();

        SharedDescription(CamelContext camel) {
            super(camel);
        }

        @Override
        public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
            try {
                ModelMBean bean = new MixinRequiredModelMBean(description(managed, name), true, null, null);
                bean.setManagedResource(managed, "ObjectReference");
                return bean;
            } catch (InvalidTargetObjectTypeException | RuntimeOperationsException e) {
                throw new MBeanException(e);
            }
        }

        private ModelMBeanInfo description(Object managed, ObjectName name) throws JMException {
            ModelMBeanInfo known = descriptions.get(managed.getClass());
            if (known == null) {
                known = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
                descriptions.put(managed.getClass(), known);
            }
            return known;
        }
    }
}
