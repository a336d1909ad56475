package io.recua.row;

import io.recua.table.InvalidValueException;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/**
 * Sets a column of each row by a Simple expression. An override of the routes declares it as a bean and calls it before the
 * dedup.
 *
 * <p>The expression must always return the same value for the same row: a resumed load maps its rows again.
 */
public final class SetColumn implements CamelContextAware {

    private CamelContext camel;
    private String column;
    private Expression expression;

    @Override
    public CamelContext getCamelContext() {
        return camel;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        camel = camelContext;
    }

    /** Sets the column, which the file must have. */
    public void setColumn(String name) {
        column = name;
    }

    /** Sets the expression in the Simple language, in which {@code body} is the {@link Row}; null means NULL. */
    public void setExpression(String simple) {
        expression = camel.resolveLanguage("simple").createExpression(simple);
    }

    /** Returns the rows with the new values. A value that does not fit the column rejects its row. */
    public List<Row> set(@Body List<Row> rows) {
        Exchange each = new DefaultExchange(camel);
        rows.replaceAll(row -> row.isRejected() ? row : set(row, each));
        return rows;
    }

    private Row set(Row row, Exchange each) {
        each.getMessage().setBody(row);
        try {
            row.set(column, expression.evaluate(each, String.class));
            return row;
        } catch (InvalidValueException e) {
            return row.rejectedFor(e.getMessage());
        }
    }
}
