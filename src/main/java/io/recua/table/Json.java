package io.recua.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What JSON columns take. */
final class Json {

    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    static String checked(String value) throws MisfitException {
        try {
            STRICT.readTree(value);
            return value;
        } catch (JsonProcessingException e) {
            throw new MisfitException("is not JSON");
        }
    }
}
