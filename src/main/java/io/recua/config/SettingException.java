package io.recua.config;

/** A setting that is missing or wrong; its message names the setting and says what to write. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * @param setting the full name, such as {@code recua.bucket}
     * @param advice what is wrong and what to write instead
     */
    public SettingException(String setting, String advice) {
        super(setting + ": " + advice);
    }
}
