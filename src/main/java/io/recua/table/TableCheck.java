package io.recua.table;

import io.recua.config.SettingException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.stereotype.Component;

/** Stops the start if Recua cannot load into a feed's table, or if two feeds fill one table with different keys. */
@Component
@DependsOnDatabaseInitialization
class TableCheck implements InitializingBean {

    private final Tables tables;

    TableCheck(Tables tables) {
        this.tables = tables;
    }

    @Override
    public void afterPropertiesSet() {
        Map<String, String> keys = new HashMap<>();
        Map<String, String> feeds = new HashMap<>();
        Map<String, Table> all = tables.all();
        all.forEach((feed, table) -> {
            String key = table.key().stream().map(Column::name).collect(Collectors.joining(", "));
            String other = feeds.putIfAbsent(table.name(), feed);
            if (!keys.computeIfAbsent(table.name(), name -> key).equals(key)) {
                throw new SettingException(
                        "recua.feeds." + feed + ".key",
                        "differs from the key of feed " + other + ", which fills table " + table.name()
                                + " too; write the same key, or another table");
            }
        });
        tables.recordKeys(all.values());
    }
}
