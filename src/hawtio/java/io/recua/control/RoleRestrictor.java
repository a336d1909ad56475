package io.recua.control;

import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;

/** Restricts Jolokia to its policy, {@code jolokia-access.xml}, and a viewer to what reads. */
public final class RoleRestrictor extends PolicyRestrictor {

    /** Operations that change nothing. A name that is not known here is refused to a viewer. */
    private static final Pattern READS = Pattern.compile("(dump|list|canInvoke).*");

    public RoleRestrictor() {
        super(RoleRestrictor.class.getResourceAsStream("/jolokia-access.xml"));
    }

    @Override
    public boolean isOperationAllowed(ObjectName mbean, String operation) {
        return super.isOperationAllowed(mbean, operation)
                && (Operators.mayAct() || READS.matcher(operation).matches());
    }
}
