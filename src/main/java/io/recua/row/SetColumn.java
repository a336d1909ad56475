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
 * Sets a column of each row by a Simple expression; for a bean that an override of the routes declares and calls before
 * the dedup.
 *
 * <p>The expression must give the same for the same row at any time: a load that goes on maps its rows again.
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

    /** The column to set; the file must have it too. */
    public void setColumn(String name) {
        column = name;
    }

    /** The value in the Simple language, where {@code body} is the {@link Row}; null is NULL. */
    public void setExpression(String simple) {
        expression = camel.resolveLanguage("simple").createExpression(simple);
    }

    /** The same rows with the new values; one that does not fit the column rejects its row. */
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
