package io.recua;

import io.recua.config.RecuaProperties;
import io.recua.table.Tables;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.stereotype.Component;

/** Stops the start if a feed's table cannot be loaded into. */
@Component
@DependsOnDatabaseInitialization
class TableCheck implements InitializingBean {

    private final RecuaProperties properties;
    private final Tables tables;

    TableCheck(RecuaProperties properties, Tables tables) {
        this.properties = properties;
        this.tables = tables;
    }

    @Override
    public void afterPropertiesSet() {
        properties.feeds().keySet().forEach(tables::of);
    }
}
