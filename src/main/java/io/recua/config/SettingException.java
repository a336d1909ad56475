package io.recua.config;

/** Thrown if a setting is missing or invalid. The message names the setting and the value to write instead. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception with the message {@code setting: advice}.
     *
     * @param setting the full name of the setting, such as {@code recua.bucket}
     * @param advice what is wrong and what to write instead
     */
    public SettingException(String setting, String advice) {
        super(setting + ": " + advice);
    }

    /** Creates the exception with the failure that it explains. */
    public SettingException(String setting, String advice, Throwable cause) {
        super(setting + ": " + advice, cause);
    }

    /**
     * Checks a condition that the settings must meet.
     *
     * @param setting the full name of the setting
     * @param advice what is wrong and what to write instead
     * @throws SettingException if the condition does not hold
     */
    public static void require(boolean holds, String setting, String advice) {
        if (!holds) {
            throw new SettingException(setting, advice);
        }
    }
}
